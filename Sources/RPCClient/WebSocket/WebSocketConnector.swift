package import Errors
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket

/// Opens WebSockets (RFC 6455).
package enum WebSocketConnector {
    /// The largest message that is received, in bytes.
    package static let messageLimit = 64 << 20

    /// Opens the WebSocket at `url`: `ws://host:port/path` or `wss://…`.
    ///
    /// - Throws: `notFound` when the server says 404, else `network`.
    package static func connect(
        _ url: String,
        headers: [(name: String, value: String)] = [],
        trust: ClientTrust = ClientTrust()
    ) async throws(StartError) -> WebSocketConnection {
        let (address, path) = try ServerAddress.split(url)
        return try await connect(address, path: path, headers: headers, trust: trust)
    }

    static func connect(
        _ address: ServerAddress,
        path: String,
        headers: [(name: String, value: String)],
        trust: ClientTrust
    ) async throws(StartError) -> WebSocketConnection {
        var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: path)
        head.headers.add(name: "Host", value: address.authority)
        for header in headers { head.headers.add(name: header.name, value: header.value) }
        let request = head
        do {
            let secure = address.isSecure ? try NIOSSLContext(configuration: trust.configuration()) : nil
            let negotiation = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.seconds(10))
                .channelOption(.allowRemoteHalfClosure, value: true)
                .connect(host: address.host, port: address.port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(LateCloseHandler())
                        if let secure {
                            let name = address.isIPAddress ? nil : address.host
                            let handler = try NIOSSLClientHandler(context: secure, serverHostname: name)
                            try channel.pipeline.syncOperations.addHandler(handler)
                        }
                        return try upgrade(channel, request)
                    }
                }
            switch try await negotiation.get() {
            case .open(let connection): return connection
            case .refused(let status): throw refusal(address, path, try await status.get())
            }
        } catch let error as StartError {
            throw error
        } catch {
            throw StartError(.network, "\(address) does not open a WebSocket (\(error)).", cause: error)
        }
    }

    private enum Outcome: Sendable {
        case open(WebSocketConnection)
        case refused(EventLoopFuture<Int>)
    }

    private static func upgrade(
        _ channel: any Channel,
        _ request: HTTPRequestHead
    ) throws -> EventLoopFuture<Outcome> {
        let upgrader = NIOTypedWebSocketClientUpgrader<Outcome>(
            maxFrameSize: messageLimit,
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture { .open(try open(channel)) }
            }
        )
        let configuration = NIOTypedHTTPClientUpgradeConfiguration(
            upgradeRequestHead: request,
            upgraders: [upgrader],
            notUpgradingCompletionHandler: { channel in
                channel.eventLoop.makeCompletedFuture {
                    let status = channel.eventLoop.makePromise(of: Int.self)
                    try channel.pipeline.syncOperations.addHandler(RefusalHandler(status: status))
                    return .refused(status.futureResult)
                }
            }
        )
        var pipeline = NIOUpgradableHTTPClientPipelineConfiguration(upgradeConfiguration: configuration)
        // The first messages often arrive together with the response; as a rule they would be dropped.
        pipeline.leftOverBytesStrategy = .forwardBytes
        return try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(configuration: pipeline)
    }

    private static func open(_ channel: any Channel) throws -> WebSocketConnection {
        let record = ClosingRecord()
        let box = NIOLoopBoundBox<WebSocketHandler?>(nil, eventLoop: channel.eventLoop)
        let sequence = WebSocketHandler.Producer.makeSequence(
            elementType: WebSocketMessage.self,
            failureType: (any Error).self,
            backPressureStrategy: .init(lowWatermark: 8, highWatermark: 32),
            finishOnDeinit: true,
            delegate: .init(eventLoop: channel.eventLoop, channel: channel, handler: box)
        )
        let handler = WebSocketHandler(source: sequence.source, record: record)
        box.value = handler
        let aggregator = NIOWebSocketFrameAggregator(
            minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 1 << 20, maxAccumulatedFrameSize: messageLimit)
        try channel.pipeline.syncOperations.addHandlers([aggregator, handler])
        return WebSocketConnection(
            channel: channel, messages: WebSocketMessages(producer: sequence.sequence), record: record)
    }

    private static func refusal(_ address: ServerAddress, _ path: String, _ status: Int) -> StartError {
        if status == 404 { return StartError(.notFound, "\(address) has no WebSocket at \(path).") }
        return StartError(.network, "\(address) refused the WebSocket at \(path) with HTTP status \(status).")
    }
}

/// Waits for the status of a response that is no upgrade, then closes.
private final class RefusalHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private var status: EventLoopPromise<Int>?

    init(status: EventLoopPromise<Int>) {
        self.status = status
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data) {
            status?.succeed(Int(head.status.code))
            status = nil
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(ChannelError.eof)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(error)
        context.close(promise: nil)
    }

    private func fail(_ error: any Error) {
        status?.fail(error)
        status = nil
    }
}

extension RPCClient {
    /// Opens the WebSocket at `path` of the server, with the client's cookies.
    package func webSocket(_ path: String) async throws(StartError) -> WebSocketConnection {
        var headers = [(name: "User-Agent", value: userAgent)]
        if let cookieHeader { headers.append((name: "Cookie", value: cookieHeader)) }
        return try await WebSocketConnector.connect(address, path: path, headers: headers, trust: trust)
    }
}
