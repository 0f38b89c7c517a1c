import DNSMessages
import Logging
import NIOCore
import NIOPosix
import Synchronization
import SystemInterface

/// Asks the machine's name servers what is none of ours.
final class Upstream: Sendable {
    /// By which way a query came and is passed on.
    enum Transport: Sendable {
        case datagram, stream
    }

    /// The answer takes no longer than this, so that a client's resolver is still waiting for it.
    private static let patience = TimeAmount.seconds(4)

    private let servers: MachineNameServers
    /// Our own address, which is nobody to ask.
    private let own: String
    private let random: any RandomSource
    private let group: any EventLoopGroup
    private let logger: Logger
    /// Who answered last, and is asked first.
    private let preferred = Mutex<SocketAddress?>(nil)

    init(
        servers: MachineNameServers, own: String, random: any RandomSource, group: any EventLoopGroup, logger: Logger
    ) {
        self.servers = servers
        self.own = own
        self.random = random
        self.group = group
        self.logger = logger
    }

    /// The message for the client: what the first server says that has something to say, else a failure.
    func answer(to query: DNSQuery, by transport: Transport) async -> [UInt8] {
        var order = servers.addresses(without: own)
        if let first = preferred.withLock({ $0 }), let index = order.firstIndex(of: first) {
            order.swapAt(0, index)
        }
        // A datagram may be lost: everybody is asked twice.
        if transport == .datagram { order = Array((order + order).prefix(4)) }
        let limit = transport == .datagram ? query.answerLimit : nil
        var failure: RelayedAnswer?
        for server in order {
            do {
                let answer = try await ask(
                    server, query, by: transport, within: .nanoseconds(Self.patience.nanoseconds / Int64(order.count)))
                if answer.code == .noError || answer.code == .noSuchName {
                    preferred.withLock { $0 = server }
                    return answer.bytes(limit: limit)
                }
                failure = answer
            } catch {
                logger.debug("A name server does not answer", metadata: ["server": "\(server)", "error": "\(error)"])
            }
        }
        return failure?.bytes(limit: limit) ?? DNSResponse(.serverFailure).bytes(to: query)
    }

    /// Asks from a socket of its own, whose port the kernel draws, under an id that is drawn too: whoever does not see the
    /// query must guess both (RFC 5452).
    private func ask(
        _ server: SocketAddress, _ query: DNSQuery, by transport: Transport, within time: TimeAmount
    ) async throws -> RelayedAnswer {
        let bytes = random.bytes(2)
        let id = UInt16(bytes[0]) << 8 | UInt16(bytes[1])
        let loop = group.next()
        let promise = loop.makePromise(of: RelayedAnswer.self)
        let message = query.bytes(id: id)
        let expectation = AnswerExpectation(promise: promise) { RelayedAnswer($0, to: query, id: id) }
        let opening: EventLoopFuture<any Channel>
        switch transport {
        case .datagram:
            opening = DatagramBootstrap(group: loop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandlers(
                            DatagramMessages(peer: server), expectation.handler())
                    }
                }
                .connect(to: server)
        case .stream:
            opening = ClientBootstrap(group: loop)
                .connectTimeout(time)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandlers(
                            ByteToMessageHandler(MessageFraming()), MessageToByteHandler(MessageFraming()),
                            expectation.handler())
                    }
                }
                .connect(to: server)
        }
        let timer = loop.scheduleTask(in: time) { promise.fail(ChannelError.connectTimeout(time)) }
        opening.whenComplete { result in
            switch result {
            case .success(let channel):
                promise.futureResult.whenComplete { _ in channel.close(promise: nil) }
                channel.writeAndFlush(ByteBuffer(bytes: message)).cascadeFailure(to: promise)
            case .failure(let error):
                promise.fail(error)
            }
        }
        defer { timer.cancel() }
        return try await promise.futureResult.get()
    }
}

/// What is waited for on one connection.
private struct AnswerExpectation: Sendable {
    let promise: EventLoopPromise<RelayedAnswer>
    /// Nil for messages that are not the answer: they are passed over, since anybody could have sent them.
    let read: @Sendable ([UInt8]) -> RelayedAnswer?

    func handler() -> AnswerHandler { AnswerHandler(self) }
}

private final class AnswerHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let expectation: AnswerExpectation

    init(_ expectation: AnswerExpectation) {
        self.expectation = expectation
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let answer = expectation.read(Array(Self.unwrapInboundIn(data).readableBytesView)) else { return }
        expectation.promise.succeed(answer)
    }

    func channelInactive(context: ChannelHandlerContext) {
        expectation.promise.fail(ChannelError.eof)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        expectation.promise.fail(error)
        context.close(promise: nil)
    }
}
