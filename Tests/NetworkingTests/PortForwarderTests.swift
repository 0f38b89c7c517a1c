import Errors
import LiveSystem
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import Testing

@testable import Networking

private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

@Suite(.timeLimit(.minutes(1)), .serialized) struct PortForwarderTests {
    private let logger: Logger = {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }()

    /// A TCP server on a free port of 127.0.0.1 that treats every connection with `handle`.
    private func withTarget<Result>(
        _ handle: @escaping @Sendable (Connection) async throws -> Void,
        _ body: (Int) async throws -> Result
    ) async throws -> Result {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Connection(
                        wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        let port = try #require(server.channel.localAddress?.port)
        let serving = Task {
            try await server.executeThenClose { connections in
                try await withThrowingDiscardingTaskGroup { group in
                    for try await connection in connections { group.addTask { try? await handle(connection) } }
                }
            }
        }
        defer { serving.cancel() }
        return try await body(port)
    }

    private func connect(
        _ port: Int, trusting root: String? = nil, receiveBuffer: Int? = nil
    ) async throws -> Connection {
        var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
        if let receiveBuffer {
            bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: .init(receiveBuffer))
        }
        return try await bootstrap.connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                if let root {
                    var configuration = TLSConfiguration.makeClientConfiguration()
                    configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(root.utf8)))
                    try channel.pipeline.syncOperations.addHandler(
                        NIOSSLClientHandler(
                            context: NIOSSLContext(configuration: configuration), serverHostname: "localhost"))
                }
                return try Connection(
                    wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
            }
        }
    }

    /// A port of 127.0.0.1 where nobody listens.
    private func freePort() async throws -> Int {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(channel.localAddress?.port)
        try await channel.close()
        return port
    }

    /// Reads to the end, then answers with a prefix and what it read.
    private static func reverseAtEnd(_ prefix: String) -> @Sendable (Connection) async throws -> Void {
        { connection in
            try await connection.executeThenClose { inbound, outbound in
                var all = ByteBuffer(string: prefix)
                for try await buffer in inbound { all.writeImmutableBuffer(buffer) }
                try await outbound.write(all)
                outbound.finish()
            }
        }
    }

    private func exchange(_ port: Int, _ text: String, trusting root: String? = nil) async throws -> String {
        try await connect(port, trusting: root).executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            outbound.finish()
            var answer = ByteBuffer()
            for try await buffer in inbound { answer.writeImmutableBuffer(buffer) }
            return String(buffer: answer)
        }
    }

    @Test func anEndInOneDirectionLeavesTheOtherOpen() async throws {
        let forwarder = PortForwarder(logger: logger)
        try await withTarget(Self.reverseAtEnd("got ")) { target in
            let port = try await freePort()
            let failures = await forwarder.apply([
                PortForward(listen: .init("127.0.0.1", port), target: .init("127.0.0.1", target))
            ])
            #expect(failures.isEmpty)
            #expect(try await exchange(port, "this") == "got this")
            await forwarder.stop()
            #expect(await forwarder.listening.isEmpty)
            await #expect(throws: (any Error).self) { try await connect(port) }
        }
    }

    @Test func tlsEndsAtTheForward() async throws {
        var authority = try LocalAuthority(hostname: "a", time: LiveTimeSource(), random: LiveRandomSource())
        let certificate = try authority.certificate(for: ["localhost"])
        let forwarder = PortForwarder(logger: logger)
        try await withTarget(Self.reverseAtEnd("got ")) { target in
            let port = try await freePort()
            await forwarder.apply([
                PortForward(
                    listen: .init("127.0.0.1", port), target: .init("127.0.0.1", target), certificate: certificate)
            ])
            #expect(try await exchange(port, "secret", trusting: authority.rootCertificate) == "got secret")
            await forwarder.stop()
        }
    }

    @Test func aTargetThatIsNotThereClosesAtOnce() async throws {
        let forwarder = PortForwarder(logger: logger)
        let (port, nobody) = (try await freePort(), try await freePort())
        await forwarder.apply([PortForward(listen: .init("127.0.0.1", port), target: .init("127.0.0.1", nobody))])
        let took = await ContinuousClock().measure {
            // The connection is accepted by the kernel and then ends, with or without an error.
            let answer = try? await exchange(port, "x")
            #expect(answer == nil || answer == "")
        }
        #expect(took < .seconds(2))
        await forwarder.stop()
    }

    @Test func aChangedTargetKeepsThePortAndItsConnections() async throws {
        let forwarder = PortForwarder(logger: logger)
        let port = try await freePort()
        try await withTarget(Self.reverseAtEnd("one ")) { one in
            try await withTarget(Self.reverseAtEnd("two ")) { two in
                func apply(_ target: Int) async {
                    await forwarder.apply([
                        PortForward(listen: .init("127.0.0.1", port), target: .init("127.0.0.1", target))
                    ])
                }
                await apply(one)
                let open = try await connect(port)
                let answer = try await open.executeThenClose { inbound, outbound in
                    // Sent before the change, so that the connection certainly exists on both sides.
                    try await outbound.write(ByteBuffer(string: "a"))
                    #expect(try await exchange(port, "x") == "one x")
                    await apply(two)
                    #expect(try await exchange(port, "x") == "two x")
                    try await outbound.write(ByteBuffer(string: "b"))
                    outbound.finish()
                    var answer = ByteBuffer()
                    for try await buffer in inbound { answer.writeImmutableBuffer(buffer) }
                    return String(buffer: answer)
                }
                #expect(answer == "one ab")
                await forwarder.stop()
            }
        }
    }

    @Test func aTakenPortIsToldAndTheRestOpens() async throws {
        let forwarder = PortForwarder(logger: logger)
        try await withTarget(Self.reverseAtEnd("")) { taken in
            let port = try await freePort()
            let failures = await forwarder.apply([
                PortForward(listen: .init("127.0.0.1", taken), target: .init("127.0.0.1", taken)),
                PortForward(listen: .init("127.0.0.1", port), target: .init("127.0.0.1", taken)),
            ])
            #expect(failures.keys.map(\.port) == [taken])
            #expect(failures.values.first?.code == .network)
            #expect(try await exchange(port, "x") == "x")
            await forwarder.stop()
        }
    }

    @Test func muchDataArrivesWholeAndSlowReadersHoldItBack() async throws {
        let sent = Mutex(0)
        // More than the buffers of the kernel take on both ways.
        let size = 192 << 20
        let forwarder = PortForwarder(logger: logger)
        try await withTarget({ connection in
            try await connection.executeThenClose { inbound, outbound in
                let piece = ByteBuffer(repeating: 7, count: 1 << 16)
                for _ in 0..<(size >> 16) {
                    try await outbound.write(piece)
                    // The event loop has seen the write, so that the next one waits when the connection is full.
                    try await connection.channel.eventLoop.submit {}.get()
                    sent.withLock { $0 += piece.readableBytes }
                }
                outbound.finish()
                // Closing at once would drop what is not yet in the kernel's hands.
                for try await _ in inbound {}
            }
        }) { target in
            let port = try await freePort()
            await forwarder.apply([
                PortForward(listen: .init("127.0.0.1", port), target: .init("127.0.0.1", target))
            ])
            let received = try await connect(port, receiveBuffer: 1 << 16).executeThenClose { inbound, _ in
                var received = 0
                var isFirst = true
                for try await buffer in inbound {
                    if isFirst {
                        // Reading stops here until the sender has come to rest.
                        var last = -1
                        while true {
                            let now = sent.withLock { $0 }
                            if now == last { break }
                            last = now
                            try await Task.sleep(for: .milliseconds(200))
                        }
                        #expect(last < size / 2)
                        isFirst = false
                    }
                    received += buffer.readableBytes
                }
                return received
            }
            #expect(received == size)
            await forwarder.stop()
        }
    }

    @Test func hundredsOfConnectionsAreCarriedAtTheSameTime() async throws {
        let forwarder = PortForwarder(logger: logger)
        try await withTarget(Self.reverseAtEnd("got ")) { target in
            let port = try await freePort()
            await forwarder.apply([.init(listen: .init("127.0.0.1", port), target: .init("127.0.0.1", target))])
            let answers = try await withThrowingTaskGroup(of: String.self) { group in
                let gate = Gate(count: 200)
                for number in 0..<200 {
                    group.addTask {
                        try await connect(port).executeThenClose { inbound, outbound in
                            // Nobody goes on before all are connected.
                            await gate.arrive()
                            try await outbound.write(ByteBuffer(string: "\(number)"))
                            outbound.finish()
                            var answer = ByteBuffer()
                            for try await buffer in inbound { answer.writeImmutableBuffer(buffer) }
                            return String(buffer: answer)
                        }
                    }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(answers == Set((0..<200).map { "got \($0)" }))
            await forwarder.stop()
        }
    }

    @Test func removingAForwardEndsItsConnections() async throws {
        let forwarder = PortForwarder(logger: logger)
        try await withTarget(Self.reverseAtEnd("")) { target in
            let port = try await freePort()
            await forwarder.apply([
                PortForward(listen: .init("127.0.0.1", port), target: .init("127.0.0.1", target))
            ])
            #expect(try await exchange(port, "x") == "x")
            let open = try await connect(port)
            try await open.executeThenClose { inbound, outbound in
                try await outbound.write(ByteBuffer(string: "a"))
                #expect(try await exchange(port, "y") == "y")
                await forwarder.stop()
                var count = 0
                do { for try await _ in inbound { count += 1 } } catch {}
                #expect(count == 0)
            }
        }
    }
}

/// Lets nobody pass before everybody is there.
private actor Gate {
    private var missing: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(count: Int) {
        missing = count
    }

    func arrive() async {
        missing -= 1
        guard missing > 0 else {
            for continuation in waiting { continuation.resume() }
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }
}
