import Containers
import Errors
import JSONValues
import Networking
import PatchDatabase
import ServerDocument

/// Bindings, interfaces, addresses.
extension ServiceEffects {
    static let networkHandlers: [String: Handler] = [
        "bind": bind,
        "clear-bindings": clearBindings,
        "get-service-port-forward": { effects, call in
            let request: BindingRequest = try call.decoded()
            let hosts = Document.root.package(request.packageId ?? effects.package).hosts
            let binding = try effects.host.database.value(
                at: hosts[request.hostId].bindings[String(request.internalPort)])
            guard let binding else {
                throw StartError(.notFound, "The host \(request.hostId) has no port \(request.internalPort).")
            }
            return try JSON(encoding: binding.net)
        },
        "export-service-interface": { effects, call in
            let interface: ServiceInterface = try call.decoded()
            guard Identifier.isValid(interface.id) else {
                throw StartError(.invalidIdentifier, "\"\(interface.id)\" is no id of an interface.")
            }
            let info = interface.addressInfo
            let place = effects.entry.hosts[info.hostId].bindings[String(info.internalPort)]
            return try await effects.update(call) { transaction in
                guard try transaction.value(at: place) != nil else {
                    throw StartError(
                        .notFound, "\(info.hostId) has no port \(info.internalPort): bind it before exporting.")
                }
                try transaction.modify(place) { $0.interfaces[interface.id] = interface }
                return .null
            }
        },
        "clear-service-interfaces": { effects, call in
            let selection: Selection<String> = try call.decoded()
            return try await effects.changeBindings(call) { _, _, binding in
                binding.interfaces = binding.interfaces.filter { !selection.contains($0.key) }
            }
        },
        "get-service-interface": { effects, call in
            guard let id = call.parameters["serviceInterfaceId"]?.string else {
                throw StartError(.invalidParameters, "params.serviceInterfaceId is missing.")
            }
            return try await effects.interfaces(for: call).first { $0.id == id }.map { try JSON(encoding: $0) } ?? .null
        },
        "list-service-interfaces": { effects, call in
            var list: JSONObject = [:]
            for interface in try await effects.interfaces(for: call) {
                list[interface.id] = try JSON(encoding: interface)
            }
            return .object(list)
        },
        "get-host-info": { effects, call in
            guard let id = call.parameters["hostId"]?.string else {
                throw StartError(.invalidParameters, "params.hostId is missing.")
            }
            let hosts = Document.root.package(call.packageId(or: effects.package)).hosts
            return try await effects.callbacks.read(hosts[id], call.callback)
        },
        // Addresses are given once and kept, so that nobody has to be called back.
        "get-container-ip": { effects, call in
            let place = Document.root.service(call.packageId(or: effects.package))
            guard let record = try effects.host.database.value(at: place) else { return .null }
            return .string(try effects.host.bridge.address(of: record.index))
        },
        "get-os-ip": { effects, _ in .string(effects.host.bridge.subnet.host) },
    ]

    private struct BindingRequest: Codable, Sendable {
        var packageId: String?
        var hostId: String
        var internalPort: Int
    }

    private struct NewBinding: Codable, Sendable {
        var id: String
        var internalPort: Int
        var preferredExternalPort: Int
        var addSsl: SSLOptions?
        var secure: BindingOptions.Security?
    }

    /// Bindings of one package: each takes up to two ports of the server.
    private static let bindingLimit = 128

    private static let bind: Handler = { effects, call in
        let new: NewBinding = try call.decoded()
        guard Identifier.isValid(new.id) else {
            throw StartError(.invalidIdentifier, "\"\(new.id)\" is no id of a host.")
        }
        guard (1...65_535).contains(new.internalPort) else {
            throw StartError(.invalidParameters, "params.internalPort must be between 1 and 65535.")
        }
        let options = BindingOptions(
            preferredExternalPort: new.preferredExternalPort, addSsl: new.addSsl, secure: new.secure)
        let place = effects.entry.hosts
        let addresses = effects.host.addresses
        return try await effects.update(call) { transaction in
            let taken = Document.root.private.availablePorts
            var ports = PortAllocation(try transaction.value(at: taken) ?? [:])
            try transaction.modify(place, default: [:]) { hosts in
                let count = hosts.values.reduce(0) { $0 + $1.bindings.count }
                guard count < bindingLimit || hosts[new.id]?.bindings[String(new.internalPort)] != nil else {
                    throw StartError(.invalidRequest, "\(effects.package) has too many bindings (\(bindingLimit)).")
                }
                var host = hosts[new.id] ?? Host()
                let key = String(new.internalPort)
                var binding = host.bindings[key] ?? Binding(options: options, net: AssignedPorts())
                binding.enabled = true
                binding.options = options
                binding.net = try ports.assign(options, keeping: binding.net, random: effects.host.random)
                binding.addresses.available = addresses.available(for: binding)
                host.bindings[key] = binding
                hosts[new.id] = host
            }
            try transaction.set(ports.ports, at: taken)
            return .null
        }
    }

    private struct BindingId: Codable, Hashable, Sendable {
        var id: String
        var internalPort: Int
    }

    /// Bindings that are no longer declared are switched off; their ports stay theirs.
    private static let clearBindings: Handler = { effects, call in
        let selection: Selection<BindingId> = try call.decoded()
        return try await effects.changeBindings(call) { host, port, binding in
            if selection.contains(BindingId(id: host, internalPort: port)) { binding.enabled = false }
        }
    }

    private func changeBindings(
        _ call: EffectCall, _ change: @escaping @Sendable (String, Int, inout Binding) -> Void
    ) async throws -> JSON {
        try await update(call) { transaction in
            try transaction.modify(entry.hosts, default: [:]) { hosts in
                for (id, var host) in hosts {
                    for (port, var binding) in host.bindings {
                        change(id, Int(port) ?? 0, &binding)
                        host.bindings[port] = binding
                    }
                    hosts[id] = host
                }
            }
            return .null
        }
    }

    private func interfaces(for call: EffectCall) async throws -> [ServiceInterface] {
        let place = Document.root.package(call.packageId(or: package)).hosts
        let hosts = try await callbacks.read(place, call.callback)
        guard !hosts.isNull else { return [] }
        return try hosts.decoded(as: [String: Host].self).values
            .flatMap { $0.bindings.values }
            .flatMap { $0.interfaces.values }
            .sorted { $0.id < $1.id }
    }
}
