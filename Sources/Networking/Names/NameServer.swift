import BinaryEncodings
import DNSMessages
package import Errors
package import Logging
import NIOCore
import NIOPosix
import Synchronization
package import SystemInterface

/// The name server of the services: it answers for their names and passes all other questions on to the machine's own
/// name servers.
///
/// It listens on the services' bridge alone and answers nobody else. Only services have other questions passed on: were
/// the machine's own name server to ask here what it was asked from here, the question would go in circles.
package final class NameServer: Sendable {
    private let endpoint: PortForward.Endpoint
    private let names: Mutex<ServiceNames>
    private let upstream: Upstream
    private let time: any TimeSource
    private let logger: Logger
    private let group: any EventLoopGroup
    private let questions = Quota(each: 128, all: 1024)
    private let connections = Quota(each: 16, all: 256)

    /// - Parameter port: 53 but in tests.
    package init(
        names: ServiceNames, port: Int = 53, servers: MachineNameServers, time: any TimeSource,
        random: any RandomSource, logger: Logger
    ) {
        let own = names.server.description
        endpoint = PortForward.Endpoint(own, port)
        self.names = Mutex(names)
        group = MultiThreadedEventLoopGroup.singleton
        upstream = Upstream(servers: servers, own: own, random: random, group: group, logger: logger)
        self.time = time
        self.logger = logger
    }

    /// What is answered from now on.
    package func change(to names: ServiceNames) {
        self.names.withLock { $0 = names }
    }

    /// Listens and answers until the task is cancelled. While the port cannot be had it tries again, ever more rarely but
    /// at least twice a minute.
    ///
    /// - Parameter report: Is told each time why it does not listen, and nil as soon as it does.
    package func run(_ report: @Sendable (StartError?) async -> Void) async {
        var pause = Duration.seconds(1)
        while !Task.isCancelled {
            do {
                let listener = try await listen()
                await report(nil)
                pause = .seconds(1)
                await serve(listener)
            } catch {
                if Task.isCancelled { return }
                let error = StartError(wrapping: error, .network)
                logger.log(
                    level: pause == .seconds(1) ? .warning : .debug, "Names cannot be answered",
                    metadata: ["error": "\(error.debugText)"])
                await report(error)
            }
            try? await time.sleep(for: pause)
            pause = min(pause * 2, .seconds(30))
        }
    }

    // MARK: Listening

    private typealias Listener = (datagrams: any Channel, streams: any Channel)

    private func listen() async throws(StartError) -> Listener {
        do {
            let datagrams = try await DatagramBootstrap(group: group)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(DatagramQuestions(self))
                    }
                }
                .bind(host: endpoint.address, port: endpoint.port).get()
            do {
                let streams = try await ServerBootstrap(group: group)
                    .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                    .childChannelInitializer { channel in self.take(connection: channel) }
                    .bind(host: endpoint.address, port: endpoint.port).get()
                return (datagrams, streams)
            } catch {
                try? await datagrams.close()
                throw error
            }
        } catch {
            throw StartError(
                .network,
                "The name server of the services cannot listen on \(endpoint): \(error). Services find neither each other"
                    + " nor anything else by name until the program that has the port lets go of it.",
                cause: error)
        }
    }

    /// Returns when the task is cancelled. Neither listener ends by itself; when one does, so does the other.
    private func serve(_ listener: Listener) async {
        listener.datagrams.closeFuture.whenComplete { _ in listener.streams.close(promise: nil) }
        listener.streams.closeFuture.whenComplete { _ in listener.datagrams.close(promise: nil) }
        await withTaskCancellationHandler {
            try? await listener.datagrams.closeFuture.get()
            try? await listener.streams.closeFuture.get()
        } onCancel: {
            listener.datagrams.close(promise: nil)
        }
    }

    /// A client that says nothing for this long is gone.
    private static let idleTime = TimeAmount.seconds(15)

    /// Takes a connection, unless a stranger's or one too many: those are closed.
    private func take(connection channel: any Channel) -> EventLoopFuture<Void> {
        guard let client = channel.remoteAddress.flatMap(Self.address),
            names.withLock({ $0.asker(at: client) }) != nil, connections.take(client)
        else {
            return channel.eventLoop.makeFailedFuture(StartError(.network, "The connection is not wanted."))
        }
        channel.closeFuture.whenComplete { _ in self.connections.giveBack(client) }
        return channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandlers(
                IdleStateHandler(readTimeout: Self.idleTime), IdleConnectionCloser(),
                ByteToMessageHandler(MessageFraming()), MessageToByteHandler(MessageFraming()),
                StreamQuestions(self, from: client))
        }
    }

    // MARK: Answering

    enum Reply {
        case nothing
        case now([UInt8])
        /// To be asked elsewhere with `passOn`, once.
        case later(DNSQuery)
    }

    func reply(to bytes: [UInt8], from client: IPv4Address) -> Reply {
        let names = names.withLock { $0 }
        guard let asker = names.asker(at: client) else { return .nothing }
        let query: DNSQuery
        switch DNSRequest(parsing: bytes) {
        case .noise: return .nothing
        case .faulty(let answer): return .now(answer)
        case .query(let value): query = value
        }
        let question = query.question
        let isTransfer = question.type == .zoneTransfer || question.type == .incrementalTransfer
        guard question.class == 1, !isTransfer, question.type != .options else {
            return .now(DNSResponse(.refused).bytes(to: query))
        }
        if let answer = names.answer(to: question, from: asker) { return .now(answer.bytes(to: query)) }
        if asker == .server { return .now(DNSResponse(.refused).bytes(to: query)) }
        guard questions.take(client) else { return .now(DNSResponse(.serverFailure).bytes(to: query)) }
        return .later(query)
    }

    /// What another server says to a question that the client was promised an answer to.
    func passOn(_ query: DNSQuery, of client: IPv4Address, by transport: Upstream.Transport) async -> [UInt8] {
        defer { questions.giveBack(client) }
        return await upstream.answer(to: query, by: transport)
    }

    static func address(_ address: SocketAddress) -> IPv4Address? {
        address.ipAddress.flatMap { IPv4Address($0) }
    }
}
