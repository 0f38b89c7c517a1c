import BinaryEncodings
import NIOCore

/// Answers the datagrams of a socket.
final class DatagramQuestions: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    private let server: NameServer

    init(_ server: NameServer) {
        self.server = server
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = Self.unwrapInboundIn(data)
        let sender = envelope.remoteAddress
        guard let client = NameServer.address(sender) else { return }
        // An answer that cannot be sent is one that its client asks for again.
        switch server.reply(to: Array(envelope.data.readableBytesView), from: client) {
        case .nothing: return
        case .now(let message):
            let answer = AddressedEnvelope(remoteAddress: sender, data: ByteBuffer(bytes: message))
            context.writeAndFlush(Self.wrapOutboundOut(answer), promise: nil)
        case .later(let query):
            let (server, channel) = (server, context.channel)
            Task {
                let message = await server.passOn(query, of: client, by: .datagram)
                channel.writeAndFlush(
                    AddressedEnvelope(remoteAddress: sender, data: ByteBuffer(bytes: message)), promise: nil)
            }
        }
    }
}

/// Answers the messages of a connection, one after the other.
final class StreamQuestions: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Questions that wait for the answers to those before them; whoever asks more is sent away.
    private static let limit = 64

    private let server: NameServer
    private let client: IPv4Address
    private var context: ChannelHandlerContext?
    private var waiting: [ByteBuffer] = []
    private var isBusy = false

    init(_ server: NameServer, from client: IPv4Address) {
        self.server = server
        self.client = client
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // So is whoever takes no answers: they would pile up here.
        guard waiting.count < Self.limit, context.channel.isWritable else { return context.close(promise: nil) }
        waiting.append(Self.unwrapInboundIn(data))
        answerNext()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func answerNext() {
        while let context, !isBusy, !waiting.isEmpty {
            let message = waiting.removeFirst()
            switch server.reply(to: Array(message.readableBytesView), from: client) {
            case .nothing: context.close(promise: nil)
            case .now(let answer): send(answer)
            case .later(let query):
                isBusy = true
                let (server, client, loop) = (server, client, context.eventLoop)
                let own = NIOLoopBound(self, eventLoop: loop)
                Task {
                    let answer = await server.passOn(query, of: client, by: .stream)
                    loop.execute {
                        own.value.isBusy = false
                        own.value.send(answer)
                        own.value.answerNext()
                    }
                }
            }
        }
    }

    private func send(_ answer: [UInt8]) {
        context?.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(bytes: answer)), promise: nil)
    }
}

@available(*, unavailable)
extension StreamQuestions: Sendable {}
