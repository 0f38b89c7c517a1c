import Errors
import NIOCore
import NIOWebSocket
import Synchronization

/// Remembers how a WebSocket was closed, for its reader.
final class ClosingRecord: Sendable {
    private let state = Mutex<WebSocketClosing?>(nil)

    var closing: WebSocketClosing? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = $0 ?? newValue } }
    }
}

/// Turns frames into messages, answers pings and closes, and reads no more than the reader takes.
final class WebSocketHandler: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame
    typealias Producer = NIOThrowingAsyncSequenceProducer<
        WebSocketMessage, any Error, NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark, Demand
    >

    private let source: Producer.Source
    private let record: ClosingRecord
    private var isPaused = false
    private var wantsRead = false
    private var context: ChannelHandlerContext?

    init(source: Producer.Source, record: ClosingRecord) {
        self.source = source
        self.record = record
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        source.finish(lost())
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        var content = frame.unmaskedData
        switch frame.opcode {
        case .text:
            yield(.text(content.readString(length: content.readableBytes) ?? ""))
        case .binary:
            yield(.binary(Array(buffer: content)))
        case .ping:
            let pong = WebSocketFrame(fin: true, opcode: .pong, maskKey: .random(), data: content)
            context.writeAndFlush(wrapOutboundOut(pong), promise: nil)
        case .connectionClose:
            let code = content.readInteger(as: UInt16.self)
            let reason = content.readString(length: content.readableBytes) ?? ""
            finish(context, WebSocketClosing(code: code ?? 1005, reason: reason))
        default:
            break
        }
    }

    private func yield(_ message: WebSocketMessage) {
        if case .stopProducing = source.yield(message) {
            isPaused = true
        }
    }

    private func finish(_ context: ChannelHandlerContext, _ closing: WebSocketClosing) {
        record.closing = closing
        source.finish()
        var data = ByteBuffer()
        if closing.code != 1005 { data.writeInteger(closing.code) }
        let answer = WebSocketFrame(fin: true, opcode: .connectionClose, maskKey: .random(), data: data)
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(answer)).whenComplete { _ in channel.close(promise: nil) }
    }

    func read(context: ChannelHandlerContext) {
        if isPaused {
            wantsRead = true
        } else {
            context.read()
        }
    }

    fileprivate func resume() {
        isPaused = false
        guard wantsRead else { return }
        wantsRead = false
        context?.read()
    }

    func channelInactive(context: ChannelHandlerContext) {
        source.finish(lost())
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        source.finish(StartError(.network, "The WebSocket failed: \(error).", cause: error))
        context.close(promise: nil)
    }

    private func lost() -> StartError {
        StartError(.network, "The connection to the server was lost.")
    }

    /// What the reader's side of the sequence tells the channel.
    struct Demand: NIOAsyncSequenceProducerDelegate {
        let eventLoop: any EventLoop
        let channel: any Channel
        let handler: NIOLoopBoundBox<WebSocketHandler?>

        func produceMore() {
            eventLoop.execute { handler.value?.resume() }
        }

        func didTerminate() {
            channel.close(promise: nil)
        }
    }
}
