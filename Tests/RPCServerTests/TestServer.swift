import LiveSystem
import Logging
import NIOCore
import Networking
import RPCMethods
import ServiceLifecycle
import SystemInterface

@testable import RPCServer

/// A running server on a free port of 127.0.0.1.
struct TestServer: Sendable {
    let port: Int
    let continuations: Continuations
    let connections: ConnectionCounter
    let rootCertificate: String
    /// Begins graceful shutdown.
    let shutDown: @Sendable () async -> Void
    /// Returns when `run()` has returned.
    let untilEnded: @Sendable () async -> Void

    static func with<Result: Sendable>(
        time: any TimeSource = LiveTimeSource(),
        timeouts: ConnectionTimeouts = ConnectionTimeouts(),
        bodyLimit: Int = 1 << 20,
        settings: WebSocketSession.Settings = WebSocketSession.Settings(),
        servesPlain: Bool = true,
        connections: ConnectionCounter.Limits = .init(),
        _ body: @Sendable (TestServer) async throws -> Result
    ) async throws -> Result {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        var authority = try LocalAuthority(
            hostname: "test-server", time: LiveTimeSource(), random: LiveRandomSource())
        let certificate = try authority.certificate(for: ["localhost", "127.0.0.1"])
        let identity = TLSIdentity(chain: certificate.chain, key: certificate.key)
        let root = authority.rootCertificate

        var router = RPCRouter()
        router.register(Methods.Server.echo) { parameters, call in
            call.setSessionCookie("fresh")
            return parameters.message
        }
        router.register(Methods.Package.start) { _, _ in Empty() }
        let dispatcher = RPCDispatcher(
            router: router, authenticator: CookieAuthenticator(), sequence: { 12 }, afterSynchronized: { _ in },
            logger: logger)
        let continuations = Continuations(time: time, random: LiveRandomSource())
        var site = StaticSite()
        site.add(Array("<page>".utf8), at: "/index.html")
        var application = WebApplication(
            dispatcher: dispatcher, continuations: continuations, site: site,
            rootCertificate: { .init(pem: root, fileName: "test-server.crt") },
            acceptsHost: { $0 == "my.example" }, time: time, logger: logger)
        application.bodyLimit = bodyLimit
        application.webSocketSettings = settings
        if !servesPlain { application.servesPlain = { _ in false } }

        let (ports, portSource) = AsyncStream.makeStream(of: Int.self)
        var server = WebServer(
            host: "127.0.0.1", port: 0, application: application, identity: { identity },
            onReady: { portSource.yield($0) }, logger: logger)
        server.timeouts = timeouts
        server.connections = ConnectionCounter(connections)
        let group = ServiceGroup(configuration: .init(services: [.init(service: server)], logger: logger))
        let running = Task { try await group.run() }
        var port = 0
        for await ready in ports {
            port = ready
            break
        }
        let test = TestServer(
            port: port, continuations: continuations, connections: server.connections, rootCertificate: root,
            shutDown: { await group.triggerGracefulShutdown() },
            untilEnded: { _ = await running.result })
        do {
            let result = try await body(test)
            await group.triggerGracefulShutdown()
            try await running.value
            return result
        } catch {
            await group.triggerGracefulShutdown()
            try? await running.value
            throw error
        }
    }
}
