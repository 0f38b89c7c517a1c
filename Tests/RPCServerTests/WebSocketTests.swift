import Errors
import NIOCore
import Synchronization
import Testing

@testable import RPCServer

@Suite(.timeLimit(.minutes(1))) struct WebSocketTests {
    /// Sends back what comes.
    private static let echo: WebSocketHandler = { inbound, outbound in
        for await message in inbound {
            if message == .text("fail") { throw StartError(.notFound, "There is nothing.") }
            if message == .text("end") { return }
            if message == .text("exit") {
                outbound.close(.normal("exit"))
                return
            }
            try await outbound.send(message)
        }
    }

    private func withEcho(
        settings: WebSocketSession.Settings = .init(),
        _ body: @Sendable @escaping (TestServer, inout RawClient) async throws -> Void
    ) async throws {
        try await TestServer.with(settings: settings) { server in
            let guid = server.continuations.openWebSocket(session: "s", Self.echo)
            try await RawClient.with(port: server.port) { client in
                #expect(try await client.openWebSocket(guid))
                try await body(server, &client)
            }
        }
    }

    @Test func messagesGoBothWays() async throws {
        try await withEcho { _, client in
            try await client.send(clientFrame(0x81, Array("hello".utf8)))
            #expect(try await client.frame() == (0x81, Array("hello".utf8)))
            let long = [UInt8](repeating: 3, count: 70_000)
            try await client.send(clientFrame(0x02, Array(long[..<50_000])) + clientFrame(0x80, Array(long[50_000...])))
            #expect(try await client.frame() == (0x82, long))
            try await client.send(clientFrame(0x89, [1, 2]))
            #expect(try await client.frame() == (0x8A, [1, 2]))
            try await client.send(clientFrame(0x88, [0x03, 0xE8]))
            #expect(try await client.frame() == (0x88, [0x03, 0xE8]))
            #expect(try await client.rest() == [])
        }
    }

    @Test(arguments: [("end", 1000, "complete"), ("exit", 1000, "exit"), ("fail", 1011, "There is nothing.")])
    func theHandlersEndIsTheClose(_ message: String, _ code: Int, _ reason: String) async throws {
        try await withEcho { _, client in
            try await client.send(clientFrame(0x81, Array(message.utf8)))
            let close = try await client.closeFrame()
            #expect(close?.code == code)
            #expect(close?.reason == reason)
            try await client.send(clientFrame(0x88, [0x03, 0xE8]))
            #expect(try await client.rest() == [])
        }
    }

    @Test func aRefusedUpgradeIsAnswered404() async throws {
        try await TestServer.with { server in
            let rest = server.continuations.openREST(session: nil) { _ in RESTResponse() }
            for guid in ["nothing", String(repeating: "A", count: 32), rest] {
                try await RawClient.with(port: server.port) { client in
                    try await client.send(RawClient.upgrade("/ws/rpc/\(guid)"))
                    let response = try await client.response()
                    #expect(response.status == 404)
                    #expect(response.text == "Not Found")
                    #expect(response.header("connection") == "close")
                    #expect(try await client.rest() == [])
                }
            }
        }
    }

    @Test func aBrokenHandshakeLeavesTheGuidUsable() async throws {
        try await TestServer.with { server in
            let guid = server.continuations.openWebSocket(session: nil, Self.echo)
            for broken in [
                RawClient.upgrade("/ws/rpc/\(guid)").replacing("Version: 13", with: "Version: 8"),
                RawClient.upgrade("/ws/rpc/\(guid)").replacing("Sec-WebSocket-Key", with: "X"),
            ] {
                try await RawClient.with(port: server.port) { client in
                    try await client.send(broken)
                    #expect(try await client.response().status == 400)
                }
            }
            try await RawClient.with(port: server.port) { client in
                try await client.send(RawClient.upgrade("/ws/rpc/\(guid)", headers: "Origin: https://evil.example\r\n"))
                #expect(try await client.response().status == 403)
            }
            try await RawClient.with(port: server.port) { client in
                let isOpen = try await client.openWebSocket(guid)
                #expect(isOpen)
            }
        }
    }

    /// As behind a proxy that keeps its connections.
    @Test func aLaterRequestOfAConnectionMayUpgrade() async throws {
        try await TestServer.with { server in
            let guid = server.continuations.openWebSocket(session: nil, Self.echo)
            try await RawClient.with(port: server.port) { client in
                try await client.call(#"{"method":"echo","params":{"message":"x"}}"#)
                #expect(try await client.response().status == 200)
                #expect(try await client.openWebSocket(guid))
                try await client.send(clientFrame(0x81, [65]))
                #expect(try await client.frame() == (0x81, [65]))
            }
        }
    }

    @Test func anUpgradeBehindACallWithFramesInOnePacket() async throws {
        try await TestServer.with { server in
            let guid = server.continuations.openWebSocket(session: nil, Self.echo)
            try await RawClient.with(port: server.port, trusting: server.rootCertificate) { client in
                let packet =
                    "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" + RawClient.upgrade("/ws/rpc/\(guid)")
                try await client.send(Array(packet.utf8) + clientFrame(0x81, [65]) + clientFrame(0x81, [66]))
                #expect(try await client.response().text == "<page>")
                #expect(try await client.response().status == 101)
                #expect(try await client.frame() == (0x81, [65]))
                #expect(try await client.frame() == (0x81, [66]))
            }
        }
    }

    @Test(
        arguments: [
            (clientFrame(0x81, [65], masked: false), 1002), (clientFrame(0x83, []), 1002),
            (clientFrame(0x81, [255]), 1007),
            ([0x82, 0xFF, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0], 1009),
        ] as [([UInt8], Int)])
    func violationsCloseWithTheirCode(_ bytes: [UInt8], _ code: Int) async throws {
        try await withEcho { _, client in
            try await client.send(bytes)
            #expect(try await client.closeFrame()?.code == code)
            #expect(try await client.rest() == [])
        }
    }

    @Test func shutdownClosesOpenWebSocketsPromptly() async throws {
        try await TestServer.with { server in
            let guid = server.continuations.openWebSocket(session: nil, Self.echo)
            let silent = server.continuations.openPush(session: nil) { outbound in
                while true { try await outbound.send(.binary([UInt8](repeating: 0, count: 1 << 16))) }
            }
            try await RawClient.with(port: server.port) { client in
                #expect(try await client.openWebSocket(guid))
                // One that never reads, and one between two requests.
                try await RawClient.with(port: server.port) { stuck in
                    try await stuck.send(RawClient.upgrade("/ws/rpc/\(silent)"))
                    #expect(try await stuck.response().status == 101)
                    try await RawClient.with(port: server.port) { idle in
                        try await idle.call("[]")
                        #expect(try await idle.response().status == 200)
                        await server.shutDown()
                        #expect(try await idle.rest() == [])
                    }
                    let close = try await client.closeFrame()
                    #expect(close?.code == 1001)
                    try await client.send(clientFrame(0x88, [0x03, 0xE9]))
                    #expect(try await client.rest() == [])
                    let clock = ContinuousClock()
                    let took = await clock.measure { await server.untilEnded() }
                    #expect(took < .seconds(10))
                }
            }
        }
    }

    @Test func theEndOfASessionClosesItsWebSocket() async throws {
        try await withEcho { server, client in
            server.continuations.endSession("other")
            server.continuations.endSession("s")
            let close = try await client.closeFrame()
            #expect(close?.code == 1008)
        }
    }

    @Test func aPeerThatDoesNotReadHoldsTheSenderBack() async throws {
        try await TestServer.with { server in
            let sent = Mutex(0)
            let (ends, source) = AsyncStream.makeStream(of: Void.self)
            let guid = server.continuations.openPush(session: nil) { outbound in
                defer { source.yield() }
                for _ in 0..<10_000 {
                    try await outbound.send(.binary([UInt8](repeating: 0, count: 1 << 16)))
                    sent.withLock { $0 += 1 }
                }
            }
            try await RawClient.with(port: server.port) { client in
                try await client.channel.setOption(.autoRead, value: false).get()
                try await client.send(RawClient.upgrade("/ws/rpc/\(guid)"))
                // It comes to rest once the kernel's buffers and the queue are full.
                var last = -1
                while true {
                    let now = sent.withLock { $0 }
                    if now > 0, now == last { break }
                    last = now
                    try await Task.sleep(for: .milliseconds(200))
                }
                #expect(sent.withLock { $0 } < 1000)
            }
            // The handler is cancelled when the peer has left.
            for await _ in ends { break }
            #expect(sent.withLock { $0 } < 10_000)
        }
    }

    @Test func aSilentPeerIsPingedAndGivenUp() async throws {
        let time = ManualTime()
        try await TestServer.with(time: time) { server in
            let guid = server.continuations.openWebSocket(session: nil, Self.echo)
            try await RawClient.with(port: server.port) { client in
                #expect(try await client.openWebSocket(guid))
                await time.untilSleeping(1)
                time.advance(by: .seconds(30))
                let ping = try await client.frame()
                #expect(ping.first == 0x89)
                #expect(ping.payload.count == 8)
                try await client.send(clientFrame(0x8A, ping.payload))
                try await client.send(clientFrame(0x81, [65]))
                #expect(try await client.frame() == (0x81, [65]))
                for _ in 0..<11 {
                    await time.untilSleeping(1)
                    time.advance(by: .seconds(30))
                }
                let rest = try await client.rest()
                #expect(rest.first == 0x89)
                #expect(!rest.contains(0x88))
            }
        }
    }
}
