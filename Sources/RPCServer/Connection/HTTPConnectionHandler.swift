import NIOCore
import NIOHTTP1

/// The rules of one HTTP/1.1 connection: keep-alive, time limits, orderly ends, and the change to a tunnel.
///
/// A request that asks for an upgrade is answered like any other. When the answer is 101, HTTP leaves the pipeline and
/// the two bodies go on as a tunnel of bytes in both directions, just as an extended CONNECT (RFC 8441) would give
/// them; with any other status the connection closes after it, since the decoder reads no further after an upgrade.
final class HTTPConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private enum Upgrade {
        case none
        /// Asked for by the last request in `requests`, whose end is held back.
        case asked
        case tunnel
    }

    private let encoder: HTTPResponseEncoder
    private let decoder: ByteToMessageHandler<HTTPRequestDecoder>
    private let timeouts: ConnectionTimeouts

    /// Per request without its whole response: whether the connection may be kept after it.
    private var requests: [Bool] = []
    private var upgrade = Upgrade.none
    private var isReadingBody = false
    private var isReadWanted = false
    private var isQuiescing = false
    private var closesAfterResponse = false
    private var isClosing = false
    private var timer: Scheduled<Void>?
    /// When the body that is being read must be there; nil for an upload.
    private var bodyDeadline: NIODeadline?
    private var responseTimer: Scheduled<Void>?

    init(
        encoder: HTTPResponseEncoder, decoder: ByteToMessageHandler<HTTPRequestDecoder>, timeouts: ConnectionTimeouts
    ) {
        self.encoder = encoder
        self.decoder = decoder
        self.timeouts = timeouts
    }

    func handlerAdded(context: ChannelHandlerContext) {
        closeLater(timeouts.idle, context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        responseTimer?.cancel()
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isReadWanted = false
        if isClosing { return }
        switch Self.unwrapInboundIn(data) {
        case .head(var head):
            begin(head, context)
            guard head.headers["host"].count > 1 else { break }
            // Two programs could take it for different ones' (RFC 9112 §3.2): without any it is refused.
            head.headers.remove(name: "host")
            context.fireChannelRead(wrapInboundOut(.head(head)))
            return
        case .body where upgrade == .tunnel: break
        case .body: watchBody(context)
        case .end:
            isReadingBody = false
            if requests.count > 0 { stopTimer() }
            if upgrade == .asked { return }
        }
        context.fireChannelRead(data)
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        // After these the decoder reads no further.
        let isLast = head.headers.contains(name: "upgrade") || head.method == .CONNECT
        requests.append(head.isKeepAlive && !isLast)
        if WebSocketHandshake.isAsked(by: head) { upgrade = .asked }
        isReadingBody = true
        bodyDeadline = head.uri.hasPrefix("/rest/") ? nil : .now() + timeouts.wholeCall
        watchBody(context)
        if requests.count == 1, head.headers["expect"].contains(where: { $0.lowercased() == "100-continue" }) {
            context.writeAndFlush(wrapOutboundOut(.head(.init(version: .http1_1, status: .continue))), promise: nil)
        }
    }

    func read(context: ChannelHandlerContext) {
        isReadWanted = true
        context.read()
    }

    // MARK: Responses

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch Self.unwrapOutboundIn(data) {
        case .head(var head):
            if head.status == .switchingProtocols, upgrade == .asked, requests.count == 1 {
                openTunnel(head, context, promise)
                return
            }
            let isAnsweredEarly = isReadingBody && requests.count == 1
            if requests.first != true || isQuiescing || isAnsweredEarly {
                head.headers.replaceOrAdd(name: "connection", value: "close")
                closesAfterResponse = true
            }
            watchResponse(context)
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            let written = promise ?? context.eventLoop.makePromise()
            if upgrade != .tunnel, let timer = responseTimer {
                responseTimer = nil
                written.futureResult.whenComplete { _ in timer.cancel() }
            }
            context.writeAndFlush(data, promise: written)
            endResponse(context)
        }
    }

    /// Gives up on a peer that does not take its response.
    private func watchResponse(_ context: ChannelHandlerContext) {
        let channel = context.channel
        responseTimer?.cancel()
        responseTimer = context.eventLoop.scheduleTask(in: timeouts.response) {
            channel.close(mode: .all, promise: nil)
        }
    }

    private func endResponse(_ context: ChannelHandlerContext) {
        if !requests.isEmpty { requests.removeFirst() }
        if upgrade == .tunnel || closesAfterResponse {
            closeInOrder(context)
        } else if requests.isEmpty {
            closeLater(timeouts.idle, context)
        }
    }

    private func openTunnel(
        _ head: HTTPResponseHead, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?
    ) {
        context.write(wrapOutboundOut(.head(head)), promise: promise)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        upgrade = .tunnel
        stopTimer()
        let pipeline = context.pipeline.syncOperations
        do {
            try pipeline.addHandler(TunnelCodec(), position: .after(decoder))
            pipeline.removeHandler(encoder, promise: nil)
            // It leaves in the next turn of the loop and passes on what came right behind the request; the readers wait
            // for the end of a read.
            pipeline.removeHandler(decoder).assumeIsolated().whenComplete { _ in context.fireChannelReadComplete() }
        } catch {
            context.close(promise: nil)
        }
    }

    // MARK: Ends

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            isQuiescing = true
            if requests.isEmpty {
                context.close(promise: nil)
            } else {
                let limit = upgrade == .tunnel ? timeouts.tunnelShutdown : timeouts.shutdown
                let channel = context.channel
                context.eventLoop.scheduleTask(in: limit) { channel.close(mode: .all, promise: nil) }
            }
            return
        }
        if case ChannelEvent.inputClosed? = event as? ChannelEvent, isClosing {
            context.close(promise: nil)
            return
        }
        context.fireUserInboundEventTriggered(event)
    }

    /// Closes our side and gives the peer a moment for its own, so that it reads our last bytes before a reset.
    private func closeInOrder(_ context: ChannelHandlerContext) {
        isClosing = true
        context.close(mode: .output, promise: nil)
        closeLater(timeouts.linger, context)
    }

    // MARK: Time

    private func watchBody(_ context: ChannelHandlerContext) {
        guard let bodyDeadline else { return closeLater(timeouts.body, context) }
        closeLater(max(.nanoseconds(0), min(timeouts.body, bodyDeadline - .now())), context)
    }

    private func stopTimer() {
        timer?.cancel()
        timer = nil
    }

    private func closeLater(_ delay: TimeAmount, _ context: ChannelHandlerContext) {
        stopTimer()
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(in: delay) {
            let (handler, context) = bound.value
            if handler.isReadingBody, !handler.isReadWanted, !handler.isClosing {
                // It is the server that does not read on: no fault of the peer.
                handler.closeLater(delay, context)
            } else {
                context.close(promise: nil)
            }
        }
    }
}

@available(*, unavailable)
extension HTTPConnectionHandler: Sendable {}

/// Stands in for the HTTP coders once a connection is a tunnel: bytes in and out as pieces of a body.
private final class TunnelCodec: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = IOData

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        context.fireChannelRead(wrapInboundOut(.body(Self.unwrapInboundIn(data))))
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .body(let bytes) = Self.unwrapOutboundIn(data) {
            context.write(wrapOutboundOut(bytes), promise: promise)
        } else {
            context.write(wrapOutboundOut(.byteBuffer(ByteBuffer())), promise: promise)
        }
    }
}
