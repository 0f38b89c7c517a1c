import Errors
import Foundation
import RPCClient
import Testing

/// The WebSocket client against a peer that sends exactly the bytes it is told to, in one piece with the handshake.
@Suite struct ScriptedWebSocketTests {
    /// A frame as a server sends it; the payload must be shorter than 126 bytes.
    private static func frame(_ first: UInt8, _ payload: [UInt8]) -> [UInt8] {
        [first, UInt8(payload.count)] + payload
    }

    private static func text(_ text: String) -> [UInt8] { frame(0x81, Array(text.utf8)) }

    private static func close(_ code: UInt16, _ reason: String) -> [UInt8] {
        frame(0x88, [UInt8(code >> 8), UInt8(code & 0xFF)] + Array(reason.utf8))
    }

    private struct Exchange {
        var received: [WebSocketMessage] = []
        var closing: WebSocketClosing?
        var error: (any Error)?
    }

    private func exchange(_ frames: [UInt8], ends: Bool = false) async throws -> Exchange {
        let peer = try ScriptedPeer(frames, ends: ends)
        let socket = try await WebSocketConnector.connect("ws://127.0.0.1:\(peer.port)/ws")
        var exchange = Exchange()
        do {
            for try await message in socket.messages { exchange.received.append(message) }
        } catch {
            exchange.error = error
        }
        exchange.closing = socket.closing
        return exchange
    }

    @Test(.timeLimit(.minutes(1)), arguments: [false, true])
    func losesNothingThatArrivesWithTheHandshake(_ ends: Bool) async throws {
        for count in [0, 1, 31, 32, 33, 40, 500] {
            let frames = (0..<count).flatMap { Self.text("message \($0)") } + Self.close(1000, "complete")
            let exchange = try await self.exchange(frames, ends: ends)
            #expect(exchange.received == (0..<count).map { .text("message \($0)") })
            #expect(exchange.closing == WebSocketClosing(code: 1000, reason: "complete"))
            #expect(exchange.error == nil)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func putsFragmentsTogetherAroundPings() async throws {
        var frames = Self.frame(0x01, Array("grü".utf8.dropLast()))
        frames += Self.frame(0x89, [1, 2, 3])
        frames += Self.frame(0x00, [0xBC])
        frames += Self.frame(0x80, Array("n".utf8))
        frames += Self.frame(0x02, [1]) + Self.frame(0x80, [2])
        frames += Self.close(1011, "the signature is wrong")
        let exchange = try await self.exchange(frames)
        #expect(exchange.received == [.text("grün"), .binary([1, 2])])
        #expect(exchange.closing == WebSocketClosing(code: 1011, reason: "the signature is wrong"))
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            [], Array(Self.text("cut").dropLast()), Self.frame(0x80, [1]), Self.frame(0x83, [1]),
            [0x81, 127, 0, 0, 0, 1, 0, 0, 0, 0],
        ] as [[UInt8]])
    func saysWhenTheConnectionBreaks(_ frames: [UInt8]) async throws {
        let exchange = try await self.exchange(frames, ends: true)
        #expect(exchange.received.isEmpty)
        #expect(exchange.closing == nil)
        #expect((exchange.error as? StartError)?.code == .network)
    }

    @Test(.timeLimit(.minutes(1)))
    func namesWhatIsNotThere() async throws {
        let peer = try ScriptedPeer([])
        await #expect {
            _ = try await WebSocketConnector.connect("ws://127.0.0.1:\(peer.port)/missing")
        } throws: {
            ($0 as? StartError)?.code == .notFound
        }
    }
}

/// A server in Node.js: `/ws` is answered with the handshake and the given bytes in one write, all else with 404.
private final class ScriptedPeer {
    let port: Int
    private let process = Process()

    private static let script = """
        const { createServer } = require("node:net")
        const { createHash } = require("node:crypto")
        const bytes = Buffer.from(process.argv[1], "base64")
        const server = createServer((socket) => {
          socket.on("error", () => {})
          let request = ""
          socket.on("data", (data) => {
            request += data.toString("latin1")
            if (!request.includes("\\r\\n\\r\\n")) return
            socket.removeAllListeners("data")
            socket.resume()
            if (!request.startsWith("GET /ws ")) {
              return socket.end("HTTP/1.1 404 Not Found\\r\\nContent-Length: 9\\r\\n\\r\\nNot Found")
            }
            const key = /sec-websocket-key: *(\\S+)/i.exec(request)[1]
            const accept = createHash("sha1").update(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest("base64")
            const head = "HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n"
            socket.write(Buffer.concat([Buffer.from(head + `Sec-WebSocket-Accept: ${accept}\\r\\n\\r\\n`), bytes]))
            if (process.argv[2] === "ends") socket.end()
          })
        })
        server.listen(0, "127.0.0.1", () => console.log(server.address().port))
        """

    /// - Parameter ends: Whether the peer ends the connection itself, instead of leaving that to the client.
    init(_ bytes: [UInt8], ends: Bool = false) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/node")
        process.arguments = ["-e", Self.script, Data(bytes).base64EncodedString(), ends ? "ends" : ""]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        var text = ""
        while !text.hasSuffix("\n") {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { break }
            text += String(decoding: data, as: UTF8.self)
        }
        guard let port = Int(text.dropLast()) else {
            throw StartError(.unknown, "The scripted peer did not start.")
        }
        self.port = port
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
    }
}
