import NIOCore

/// Closes the connection a turn of the event loop after the peer has ended its side.
///
/// NIO takes the HTTP handlers out of the pipeline one turn after the handshake. What a server sends and ends together
/// with its response would be thrown away with them if the connection closed at once.
final class LateCloseHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case ChannelEvent.inputClosed = event else {
            context.fireUserInboundEventTriggered(event)
            return
        }
        let channel = context.channel
        context.eventLoop.execute { channel.close(promise: nil) }
    }
}
