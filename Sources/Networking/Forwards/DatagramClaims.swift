package import Errors
import NIOCore
import NIOPosix

/// Holds UDP ports of the host whose packets the kernel hands to services before any program sees them: so that no other
/// program has the port and waits in vain, and that a program which had it first keeps it.
package actor DatagramClaims {
    private var held: [PortForward.Endpoint: any Channel] = [:]

    package init() {}

    /// Holds exactly `endpoints`, as far as they can be had.
    ///
    /// - Returns: Why the others cannot.
    package func hold(_ endpoints: Set<PortForward.Endpoint>) async -> [PortForward.Endpoint: StartError] {
        for (endpoint, channel) in held where !endpoints.contains(endpoint) {
            held[endpoint] = nil
            try? await channel.close()
        }
        var failures: [PortForward.Endpoint: StartError] = [:]
        for endpoint in endpoints where held[endpoint] == nil {
            do {
                held[endpoint] = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                    // Nothing is to be read: what still comes may fill the socket's buffer and is then dropped.
                    .channelOption(.autoRead, value: false)
                    .channelOption(.socketOption(.so_rcvbuf), value: 4096)
                    .bind(host: endpoint.address, port: endpoint.port).get()
            } catch {
                failures[endpoint] = StartError(
                    .network, "UDP port \(endpoint.port) of \(endpoint.address) cannot be had: \(error)", cause: error)
            }
        }
        return failures
    }
}
