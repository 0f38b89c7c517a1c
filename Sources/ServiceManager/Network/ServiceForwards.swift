import Containers
import Errors
import Logging
package import Networking
import PatchDatabase
import ServerDocument
import SystemInterface

/// Keeps a port open for every binding that people may reach: the document says which, this follows it.
package struct ServiceForwards: Sendable {
    private let host: ServiceHost
    private let forwarder: PortForwarder
    /// The certificate for connections that TLS ends for here.
    private let certificate: @Sendable () async throws -> ServedCertificate

    package init(
        host: ServiceHost, forwarder: PortForwarder,
        certificate: @escaping @Sendable () async throws -> ServedCertificate
    ) {
        self.host = host
        self.forwarder = forwarder
        self.certificate = certificate
    }

    /// How long after a port could not be opened it is tried again.
    private static let pause = Duration.seconds(5)

    /// A forward and the binding it is for.
    private struct Wanted {
        let package: String
        let host: String
        /// The port inside, in decimal.
        let binding: String
        let forward: PortForward
    }

    /// Runs until the task is cancelled or the database closes.
    package func run() async {
        let (reasons, input) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let watch = Task {
            do {
                for try await _ in host.database.watch(Document.root.packages) { input.yield() }
            } catch {
                host.logger.error("Forwards stopped", metadata: ["error": "\(StartError(wrapping: error).debugText)"])
            }
            input.finish()
        }
        var retry: Task<Void, any Error>?
        for await _ in reasons {
            retry?.cancel()
            do {
                if try await applyAll() { continue }
            } catch {
                // What is open stays open.
                host.logger.error(
                    "Forwards cannot be made", metadata: ["error": "\(StartError(wrapping: error).debugText)"])
            }
            retry = Task {
                try await host.time.sleep(for: Self.pause)
                input.yield()
            }
        }
        retry?.cancel()
        watch.cancel()
        await forwarder.stop()
    }

    /// Opens what the document asks for and writes down what could not be. Returns whether all could.
    private func applyAll() async throws -> Bool {
        let packages = try host.database.value(at: Document.root.packages) ?? [:]
        let wanted = try await forwards(for: packages)
        let failures = await forwarder.apply(wanted.map(\.forward))
        var problems: [String: [String: [String: String]]] = [:]
        for one in wanted {
            guard let failure = failures[one.forward.listen] else { continue }
            problems[one.package, default: [:]][one.host, default: [:]][one.binding] =
                "\(failure.message) It is tried again until it is free."
        }
        for (id, entry) in packages {
            let known = entry.hosts.mapValues { $0.bindings.compactMapValues(\.problem) }.filter { !$0.value.isEmpty }
            let found = problems[id] ?? [:]
            if known != found { try await write(found, for: id) }
        }
        return failures.isEmpty
    }

    private func write(_ problems: [String: [String: String]], for package: String) async throws {
        let place = Document.root.package(package).hosts
        try await host.database.update { transaction in
            // Removed meanwhile.
            guard var hosts = try transaction.value(at: place) else { return }
            for (id, var host) in hosts {
                for (port, var binding) in host.bindings {
                    binding.problem = problems[id]?[port]
                    host.bindings[port] = binding
                }
                hosts[id] = host
            }
            try transaction.set(hosts, at: place)
        }
    }

    private func forwards(for packages: [String: PackageEntry]) async throws -> [Wanted] {
        let records = try host.database.value(at: Document.root.private.services) ?? [:]
        var wanted: [Wanted] = []
        for (id, entry) in packages where entry.statusInfo.started != nil {
            guard let index = records[id]?.index, let target = try? host.bridge.address(of: index) else { continue }
            for (hostID, host) in entry.hosts {
                for (port, binding) in host.bindings {
                    for forward in try await forwards(to: target, port: port, binding) {
                        wanted.append(Wanted(package: id, host: hostID, binding: port, forward: forward))
                    }
                }
            }
        }
        return wanted
    }

    private func forwards(to target: String, port: String, _ binding: Binding) async throws -> [PortForward] {
        // A binding without an interface is for other services only.
        guard binding.enabled, !binding.interfaces.isEmpty, let internalPort = Int(port) else { return [] }
        let target = PortForward.Endpoint(target, internalPort)
        var forwards: [PortForward] = []
        for address in host.addresses.addresses {
            if let plain = binding.net.assignedPort, host.addresses.offersPlainPort(binding) {
                forwards.append(PortForward(listen: .init(address, plain), target: target))
            }
            if let ssl = binding.net.assignedSslPort {
                forwards.append(
                    PortForward(listen: .init(address, ssl), target: target, certificate: try await certificate()))
            }
        }
        return forwards
    }
}
