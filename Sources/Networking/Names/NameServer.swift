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
                try await serve(listener)
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

    private typealias Datagrams = NIOAsyncChannel<AddressedEnvelope<ByteBuffer>, AddressedEnvelope<ByteBuffer>>
    private typealias Stream = NIOAsyncChannel<ByteBuffer, ByteBuffer>
    private typealias Listener = (datagrams: Datagrams, streams: NIOAsyncChannel<Stream, Never>)

    /// A client that says nothing for this long is gone.
    private static let idleTime = TimeAmount.seconds(15)

    private func listen() async throws(StartError) -> Listener {
        do {
            let datagrams = try await DatagramBootstrap(group: group)
                .bind(host: endpoint.address, port: endpoint.port)
                .flatMapThrowing { try Datagrams(wrappingChannelSynchronously: $0) }
                .get()
            do {
                let streams = try await ServerBootstrap(group: group)
                    .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                    .bind(host: endpoint.address, port: endpoint.port) { channel in
                        channel.eventLoop.makeCompletedFuture {
                            try channel.pipeline.syncOperations.addHandlers(
                                IdleStateHandler(readTimeout: Self.idleTime), IdleConnectionCloser(),
                                ByteToMessageHandler(MessageFraming()), MessageToByteHandler(MessageFraming()))
                            return try Stream(wrappingChannelSynchronously: channel)
                        }
                    }
                return (datagrams, streams)
            } catch {
                try? await datagrams.channel.close()
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

    private func serve(_ listener: Listener) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.serve(listener.datagrams) }
            group.addTask { try await self.serve(listener.streams) }
            // Neither ends by itself: when one does, so does the other.
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func serve(_ datagrams: Datagrams) async throws {
        try await datagrams.executeThenClose { inbound, outbound in
            try await withThrowingDiscardingTaskGroup { group in
                for try await envelope in inbound {
                    guard let client = Self.address(envelope.remoteAddress) else { continue }
                    switch self.reply(to: Array(envelope.data.readableBytesView), from: client) {
                    case .nothing: continue
                    case .now(let message):
                        // A client that is gone is no reason to end.
                        try? await outbound.write(
                            .init(remoteAddress: envelope.remoteAddress, data: .init(bytes: message)))
                    case .later(let query):
                        group.addTask {
                            let message = await self.upstream.answer(to: query, by: .datagram)
                            self.questions.giveBack(client)
                            try? await outbound.write(
                                .init(remoteAddress: envelope.remoteAddress, data: .init(bytes: message)))
                        }
                    }
                }
            }
        }
    }

    private func serve(_ streams: NIOAsyncChannel<Stream, Never>) async throws {
        try await streams.executeThenClose { inbound in
            try await withThrowingDiscardingTaskGroup { group in
                for try await stream in inbound {
                    group.addTask {
                        guard let client = stream.channel.remoteAddress.flatMap(Self.address),
                            self.connections.take(client)
                        else {
                            try? await stream.channel.close()
                            return
                        }
                        defer { self.connections.giveBack(client) }
                        try? await self.serve(stream, client)
                    }
                }
            }
        }
    }

    /// One question after the other.
    private func serve(_ stream: Stream, _ client: IPv4Address) async throws {
        try await stream.executeThenClose { inbound, outbound in
            for try await message in inbound {
                switch reply(to: Array(message.readableBytesView), from: client) {
                case .nothing: return
                case .now(let message): try await outbound.write(.init(bytes: message))
                case .later(let query):
                    let message = await upstream.answer(to: query, by: .stream)
                    questions.giveBack(client)
                    try await outbound.write(.init(bytes: message))
                }
            }
        }
    }

    // MARK: Answering

    private enum Reply {
        case nothing
        case now([UInt8])
        /// To be asked elsewhere; one of the client's questions is taken.
        case later(DNSQuery)
    }

    private func reply(to bytes: [UInt8], from client: IPv4Address) -> Reply {
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

    private static func address(_ address: SocketAddress) -> IPv4Address? {
        address.ipAddress.flatMap { IPv4Address($0) }
    }
}
