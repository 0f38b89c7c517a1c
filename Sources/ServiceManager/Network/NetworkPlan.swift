import BinaryEncodings
import Containers
import JSONValues
import Networking
import ServerDocument

/// Who may reach whom and learn whose name, as the document has it.
///
/// A package reaches those it depends on: those its manifest names, which the person saw when installing it, and those it
/// named since. What it reaches of them are the ports that they bind.
struct NetworkPlan: Hashable, Sendable {
    let policy: BridgePolicy
    let names: ServiceNames

    init(
        packages: [String: PackageEntry], records: [String: ServiceRecord], subnet: IPv4Subnet,
        addresses: ServerAddresses
    ) {
        var policy = BridgePolicy()
        var services: [String: ServiceNames.Service] = [:]
        for (id, record) in records {
            guard let address = subnet.address(service: record.index) else { continue }
            policy.services.insert(record.index)
            if let entry = packages[id] {
                policy.datagramForwards.formUnion(Self.datagramForwards(to: record.index, entry, addresses))
            }
            let dependencies = packages[id].map(Self.dependencies) ?? []
            services[id] = ServiceNames.Service(address: address, reaches: dependencies)
            for dependency in dependencies {
                guard let target = records[dependency]?.index, target != record.index else { continue }
                for host in packages[dependency]?.hosts.values ?? [:].values {
                    for (port, binding) in host.bindings where binding.enabled {
                        guard let port = Int(port) else { continue }
                        policy.openings.insert(.init(from: record.index, to: target, port: port))
                    }
                }
            }
        }
        self.policy = policy
        names = ServiceNames(server: subnet.hostAddress, prefixLength: subnet.prefixLength, services: services)
    }

    /// UDP goes where a port without TLS of ours goes, but at loopback, from where packets cannot be handed on.
    private static func datagramForwards(
        to service: Int, _ entry: PackageEntry, _ addresses: ServerAddresses
    ) -> [BridgePolicy.DatagramForward] {
        guard entry.statusInfo.started != nil, !addresses.isLoopback else { return [] }
        return entry.hosts.values.flatMap(\.bindings).flatMap { port, binding -> [BridgePolicy.DatagramForward] in
            guard binding.enabled, !binding.interfaces.isEmpty, addresses.offersPlainPort(binding),
                let outer = binding.net.assignedPort, let inner = Int(port)
            else { return [] }
            return addresses.addresses.compactMap { IPv4Address($0) }.map {
                .init(address: $0, port: outer, service: service, servicePort: inner)
            }
        }
    }

    private static func dependencies(of entry: PackageEntry) -> Set<String> {
        let manifests = [entry.stateInfo.manifest, entry.stateInfo.installingInfo?.newManifest]
        let declared = manifests.flatMap { $0?["dependencies"]?.object?.keys.map { String($0) } ?? [] }
        return Set(declared).union(entry.currentDependencies.keys)
    }
}
