import NIOCore

/// Carries bytes between two connections of one event loop: what one reads, the other writes.
///
/// Reading waits while the other side has more than `limit` bytes on the way, counted until they are really written (so
/// also those that wait for a TLS handshake). The end of one direction is passed on after its last byte, and leaves the
/// other direction open.
final class RelayHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private static let limit = 256 << 10

    private var context: ChannelHandlerContext?
    private var partner: RelayHandler?
    private var bytesOnTheWay = 0
    private var isReadWanted = false
    /// The partner's end came before this side was active.
    private var endsOutput = false
    /// The partner is gone: this side closes once its writes are done.
    private var endsWhole = false

    private init() {}

    static func pair() -> (RelayHandler, RelayHandler) {
        let one = RelayHandler()
        let other = RelayHandler()
        one.partner = other
        other.partner = one
        return (one, other)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { activate() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        partner = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        activate()
        context.fireChannelActive()
    }

    private func activate() {
        if endsOutput { finishOutput() }
        partner?.readOn()
    }

    // MARK: Reading

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        partner?.write(Self.unwrapInboundIn(data))
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        partner?.flush()
    }

    func read(context: ChannelHandlerContext) {
        if partner?.hasRoom == true {
            context.read()
        } else {
            isReadWanted = true
        }
    }

    private func readOn() {
        guard isReadWanted, partner?.hasRoom == true else { return }
        isReadWanted = false
        context?.read()
    }

    // MARK: Writing

    private var hasRoom: Bool {
        context?.channel.isActive == true && bytesOnTheWay < Self.limit
    }

    private func write(_ buffer: ByteBuffer) {
        guard let context else { return }
        let count = buffer.readableBytes
        bytesOnTheWay += count
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.whenComplete { _ in
            bound.value.finishWrite(of: count)
        }
        context.write(wrapOutboundOut(buffer), promise: promise)
    }

    private func finishWrite(of count: Int) {
        bytesOnTheWay -= count
        if endsWhole, bytesOnTheWay == 0 {
            context?.close(promise: nil)
        } else {
            partner?.readOn()
        }
    }

    private func flush() {
        context?.flush()
    }

    // MARK: Ends

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent {
            partner?.finishOutput()
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        partner?.endAfterWrites()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    /// Passes the end of the partner's direction on. A close of the output waits for the writes before it.
    private func finishOutput() {
        guard let context, context.channel.isActive else {
            endsOutput = true
            return
        }
        context.flush()
        context.close(mode: .output, promise: nil)
    }

    private func endAfterWrites() {
        endsWhole = true
        context?.flush()
        if bytesOnTheWay == 0 { context?.close(promise: nil) }
    }
}

@available(*, unavailable)
extension RelayHandler: Sendable {}
