import Containers
package import Errors
import Logging
package import Networking
import PatchDatabase
import ServerDocument

/// Keeps a port open for every binding that people may reach: the document says which, this follows it.
package struct ServiceForwards: Sendable {
    private let host: ServiceHost
    private let forwarder: PortForwarder
    /// The certificate for connections that TLS ends for here.
    private let certificate: @Sendable () async throws(StartError) -> ServedCertificate

    package init(
        host: ServiceHost, forwarder: PortForwarder,
        certificate: @escaping @Sendable () async throws(StartError) -> ServedCertificate
    ) {
        self.host = host
        self.forwarder = forwarder
        self.certificate = certificate
    }

    /// Runs until the task is cancelled or the database closes.
    package func run() async {
        do {
            for try await packages in host.database.watch(Document.root.packages) {
                do throws(StartError) {
                    await forwarder.apply(try await self.forwards(for: packages ?? [:]))
                } catch {
                    // What is open stays open; the next change tries again.
                    host.logger.error("Forwards cannot be made", metadata: ["error": "\(error.debugText)"])
                }
            }
        } catch {
            host.logger.error("Forwards stopped", metadata: ["error": "\(StartError(wrapping: error).debugText)"])
        }
        await forwarder.stop()
    }

    private func forwards(for packages: [String: PackageEntry]) async throws(StartError) -> [PortForward] {
        let records = try host.database.value(at: Document.root.private.services) ?? [:]
        var forwards: [PortForward] = []
        for (id, entry) in packages where entry.statusInfo.started != nil {
            guard let index = records[id]?.index, let target = try? host.bridge.address(of: index) else { continue }
            for (port, binding) in entry.hosts.values.flatMap(\.bindings) {
                // A binding without an interface is for other services only.
                guard binding.enabled, !binding.interfaces.isEmpty, let internalPort = Int(port) else { continue }
                for address in host.addresses.addresses {
                    if let plain = binding.net.assignedPort, host.addresses.offersPlainPort(binding) {
                        forwards.append(
                            PortForward(
                                listen: .init(address, plain), target: .init(target, internalPort)))
                    }
                    if let ssl = binding.net.assignedSslPort {
                        forwards.append(
                            PortForward(
                                listen: .init(address, ssl), target: .init(target, internalPort),
                                certificate: try await certificate()))
                    }
                }
            }
        }
        return forwards
    }
}
