import Errors
import Glibc
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// One open port and its connections.
final class ForwardListener: Sendable {
    private struct Route {
        var forward: PortForward
        var tls: NIOSSLContext?
    }

    private struct State {
        var route: Route
        var listener: (any Channel)?
        var connections: [ObjectIdentifier: any Channel] = [:]
    }

    private static let connectionLimit = 4096

    private let state: Mutex<State>
    private let logger: Logger

    init(_ forward: PortForward, logger: Logger) throws(StartError) {
        state = Mutex(State(route: try Self.route(forward, keeping: nil)))
        self.logger = logger
    }

    /// - Throws: `network` when the address cannot be listened on.
    func open(on group: any EventLoopGroup) async throws(StartError) {
        let endpoint = state.withLock { $0.route.forward.listen }
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 512)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { [self] channel in connect(channel) }
        do {
            let listener = try await bootstrap.bind(host: endpoint.address, port: endpoint.port).get()
            state.withLock { $0.listener = listener }
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw StartError(
                .network, "Port \(endpoint.port) of \(endpoint.address) is used by another program of this server.",
                cause: error)
        } catch {
            throw StartError(.network, "Cannot listen on \(endpoint): \(error)", cause: error)
        }
    }

    /// Sends connections from now on where `forward` says.
    func change(to forward: PortForward) throws(StartError) {
        let current = state.withLock { $0.route }
        if current.forward == forward { return }
        let route = try Self.route(forward, keeping: current)
        state.withLock { $0.route = route }
    }

    /// Closes the port and every connection.
    func close() async {
        let channels = state.withLock { state in
            defer { state.connections = [:] }
            return (state.listener.map { [$0] } ?? []) + state.connections.values
        }
        for channel in channels { try? await channel.close().get() }
    }

    private static func route(_ forward: PortForward, keeping current: Route?) throws(StartError) -> Route {
        guard let certificate = forward.certificate else { return Route(forward: forward, tls: nil) }
        if let current, current.forward.certificate == certificate { return Route(forward: forward, tls: current.tls) }
        do {
            let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.chain.utf8))
            let key = try NIOSSLPrivateKey(bytes: Array(certificate.key.utf8), format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            return Route(forward: forward, tls: try NIOSSLContext(configuration: configuration))
        } catch {
            throw StartError(.tls, "The certificate for \(forward.listen) cannot be used: \(error)", cause: error)
        }
    }

    /// Connects to the target before the accepted connection becomes active, so that a target that is not there
    /// closes it at once.
    private func connect(_ accepted: any Channel) -> EventLoopFuture<Void> {
        let route = state.withLock { state -> Route? in
            guard state.connections.count < Self.connectionLimit else { return nil }
            state.connections[ObjectIdentifier(accepted)] = accepted
            return state.route
        }
        guard let route else {
            return accepted.eventLoop.makeFailedFuture(StartError(.network, "Too many connections."))
        }
        accepted.closeFuture.whenComplete { [self] _ in
            state.withLock { $0.connections[ObjectIdentifier(accepted)] = nil }
        }
        let target = route.forward.target
        return ClientBootstrap(group: accepted.eventLoop)
            .connectTimeout(.seconds(5))
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.autoRead, value: false)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connect(host: target.address, port: target.port)
            .flatMapThrowing { outgoing in
                if let tls = route.tls {
                    try accepted.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
                }
                let (near, far) = RelayHandler.pair()
                try accepted.pipeline.syncOperations.addHandler(near)
                try outgoing.pipeline.syncOperations.addHandler(far)
                // The two live and end together, also when the accepted one never becomes active.
                accepted.closeFuture.whenComplete { _ in outgoing.close(mode: .all, promise: nil) }
                return outgoing.setOption(.autoRead, value: true)
            }
            .flatMap { $0 }
            .flatMapErrorThrowing { [logger] error in
                logger.debug("A forward has no target", metadata: ["target": "\(target)", "error": "\(error)"])
                throw error
            }
    }
}
