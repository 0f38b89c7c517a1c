import Errors
import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import ServiceLifecycle

/// One listening address of the server: HTTP and HTTPS on the same port.
///
/// Ends gracefully: no new connections, requests are answered, WebSockets get a Close 1001.
package struct WebServer: Service {
    private let host: String
    private let port: Int
    private let application: WebApplication
    private let contexts: TLSContextSource
    private let onReady: @Sendable (Int) async -> Void
    private let logger: Logger
    var timeouts = ConnectionTimeouts()
    var connections = ConnectionCounter()

    /// - Parameters:
    ///   - host: An address of this machine; `0.0.0.0` or `::` for all.
    ///   - port: 0 for any free one.
    ///   - identity: The certificate for TLS; asked for at every connection, so that a new one takes effect at once.
    ///     While it is nil, TLS connections are closed.
    ///   - onReady: Called with the port once connections are accepted.
    package init(
        host: String,
        port: Int,
        application: WebApplication,
        identity: @escaping @Sendable () -> TLSIdentity?,
        onReady: @escaping @Sendable (Int) async -> Void = { _ in },
        logger: Logger
    ) {
        self.host = host
        self.port = port
        self.application = application
        contexts = TLSContextSource(identity)
        self.onReady = onReady
        self.logger = logger
    }

    /// Serves until the task is cancelled or graceful shutdown begins.
    ///
    /// - Throws: `network` when the address cannot be listened on.
    package func run() async throws {
        let server = Application(
            responder: CallbackResponder<ConnectionContext> { request, context in
                await application.respond(to: request, on: context.channel)
            },
            server: HTTPServerBuilder { responder in
                ServerConnection(responder: responder, contexts: contexts, timeouts: timeouts, counter: connections)
            },
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), serverName: nil, reuseAddress: true),
            onServerRunning: { channel in await onReady(channel.localAddress?.port ?? port) },
            logger: logger)
        do {
            try await server.run()
        } catch let error as IOError {
            throw StartError(.network, "Cannot listen on \(host):\(port): \(error)", cause: error)
        }
    }
}

/// What a response needs to know of its connection.
struct ConnectionContext: InitializableFromSource {
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        channel = source.channel
    }
}
