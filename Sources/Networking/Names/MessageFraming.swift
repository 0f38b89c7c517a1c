import NIOCore

/// Messages on a stream: each after its length in two bytes, RFC 7766 section 8.
struct MessageFraming: ByteToMessageDecoder, MessageToByteEncoder {
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer

    mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) -> DecodingState {
        guard let length = buffer.getInteger(at: buffer.readerIndex, as: UInt16.self),
            buffer.readableBytes >= 2 + Int(length)
        else { return .needMoreData }
        buffer.moveReaderIndex(forwardBy: 2)
        if let message = buffer.readSlice(length: Int(length)) {
            context.fireChannelRead(Self.wrapInboundOut(message))
        }
        return .continue
    }

    mutating func decodeLast(context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool) -> DecodingState {
        while case .continue = decode(context: context, buffer: &buffer) {}
        return .needMoreData
    }

    func encode(data: ByteBuffer, out: inout ByteBuffer) throws {
        guard let length = UInt16(exactly: data.readableBytes) else { throw ChannelError.writeMessageTooLarge }
        out.writeInteger(length)
        out.writeImmutableBuffer(data)
    }
}

/// The messages of a connected datagram socket, without their address.
final class DatagramMessages: ChannelDuplexHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    private let peer: SocketAddress

    init(peer: SocketAddress) {
        self.peer = peer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        context.fireChannelRead(wrapInboundOut(Self.unwrapInboundIn(data).data))
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let envelope = AddressedEnvelope(remoteAddress: peer, data: Self.unwrapOutboundIn(data))
        context.write(Self.wrapOutboundOut(envelope), promise: promise)
    }
}

/// Closes a connection on which nothing was read for a while.
final class IdleConnectionCloser: ChannelInboundHandler {
    typealias InboundIn = NIOAny

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }
}
