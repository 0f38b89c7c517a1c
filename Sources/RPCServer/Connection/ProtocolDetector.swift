import Errors
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1
import NIOSSL

/// Looks at a connection's first byte and builds the pipeline for it: 22 begins a TLS handshake (RFC 8446 §5.1),
/// anything else is taken as plain HTTP.
final class ProtocolDetector: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let contexts: TLSContextSource
    private let timeouts: ConnectionTimeouts
    private let logger: Logger
    private var isDecided = false
    private var timer: Scheduled<Void>?

    init(contexts: TLSContextSource, timeouts: ConnectionTimeouts, logger: Logger) {
        self.contexts = contexts
        self.timeouts = timeouts
        self.logger = logger
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        timer = context.eventLoop.scheduleTask(in: timeouts.firstByte) { channel.close(mode: .all, promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = Self.unwrapInboundIn(data)
        guard !isDecided, let first = buffer.getInteger(at: buffer.readerIndex, as: UInt8.self) else {
            context.fireChannelRead(data)
            return
        }
        isDecided = true
        do {
            try build(isTLS: first == 22, context)
            context.fireChannelRead(data)
            context.pipeline.syncOperations.removeHandler(self, promise: nil)
        } catch {
            logger.debug("A connection could not be set up", metadata: ["error": "\(error)"])
            context.close(promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent, !isDecided {
            context.close(promise: nil)
        } else if case ChannelEvent.inputClosed? = event as? ChannelEvent, !isDecided {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    private func build(isTLS: Bool, _ context: ChannelHandlerContext) throws {
        var handlers: [any ChannelHandler] = []
        if isTLS {
            guard let tls = try contexts.context() else {
                throw StartError(.tls, "There is no certificate for TLS yet.")
            }
            handlers.append(NIOSSLServerHandler(context: tls))
        }
        let encoder = HTTPResponseEncoder()
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 32 << 10
        limits.maxHeaderListSize = 64 << 10
        limits.maxHeaderFieldCount = 200
        let decoder = ByteToMessageHandler(
            HTTPRequestDecoder(
                leftOverBytesStrategy: .forwardBytes, informationalResponseStrategy: .drop,
                limitConfiguration: limits))
        handlers += [
            encoder, decoder, HTTPConnectionHandler(encoder: encoder, decoder: decoder, timeouts: timeouts),
            HTTP1ToHTTPServerCodec(secure: isTLS),
        ]
        try context.pipeline.syncOperations.addHandlers(handlers, position: .after(self))
    }
}

@available(*, unavailable)
extension ProtocolDetector: Sendable {}
