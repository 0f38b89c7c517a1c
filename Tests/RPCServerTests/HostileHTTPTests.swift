import NIOCore
import Testing

@testable import RPCServer

/// Requests whose framing two programs could read differently, and other input that nobody sends by accident.
@Suite(.timeLimit(.minutes(3))) struct HostileHTTPTests {
    private static let call = #"{"method":"echo","params":{"message":"x"}}"#
    private static let smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"

    /// A call with `headers` in place of its `Content-Length`, and another request behind its body.
    private static func post(_ headers: String, _ body: String = call + smuggled) -> String {
        "POST /rpc/v1 HTTP/1.1\r\nHost: a\r\n\(headers)\r\n\r\n\(body)"
    }

    @Test(arguments: [
        // Lengths that contradict themselves or are none.
        post("Content-Length: 42\r\nContent-Length: 5"), post("Content-Length: 42, 5"), post("Content-Length: +42"),
        post("Content-Length: -1"), post("Content-Length: 0x2a"), post("Content-Length: 4 2"),
        post("Content-Length: 99999999999999999999"), post("Content-Length: "), post("Content-Length: \u{0}42"),
        // Two framings at once.
        post("Content-Length: 42\r\nTransfer-Encoding: chunked"),
        post("Transfer-Encoding: chunked\r\nContent-Length: 42"),
        post("Transfer-Encoding: chunked, identity"), post("Transfer-Encoding: xchunked\r\nContent-Length: 42"),
        post("Transfer-Encoding: \u{0B}chunked"), post("Transfer-Encoding : chunked\r\nContent-Length: 42"),
        // Chunks that are none.
        post("Transfer-Encoding: chunked", "FFFFFFFFFFFFFFFFF\r\n"), post("Transfer-Encoding: chunked", "-1\r\nx\r\n"),
        post("Transfer-Encoding: chunked", "0x5\r\nhello\r\n0\r\n\r\n"),
        post("Transfer-Encoding: chunked", "5\r\nhelloXX\r\n0\r\n\r\n"),
        // Headers that are none.
        "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", "GET / HTTP/1.1\r\n: value\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\u{0}b\r\n\r\n", "GET / HTTP/1.1\r\nHo st: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX\u{7F}: b\r\n\r\n",
        // Whose request is it?
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "GET / HTTP/1.1\r\nHost: user@a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a:99999\r\n\r\n", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: \u{FF}\r\n\r\n",
        // Request lines that are none.
        "GET /\u{0} HTTP/1.1\r\nHost: a\r\n\r\n", "GET /\r\n\r\n",
        "G\u{0}T / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
        "GET / XTTP/1.1\r\nHost: a\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET http:// HTTP/1.1\r\n\r\n",
        "GET /\(String(repeating: "a", count: 100_000)) HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\(String(repeating: "X: y\r\n", count: 300))\r\n",
    ])
    func isRefusedOnceAndTheConnectionEnds(_ request: String) async throws {
        try await TestServer.with { server in
            try await RawClient.with(port: server.port) { client in
                try await client.send(request)
                client.endSending()
                let answer = String(decoding: try await client.rest(), as: UTF8.self)
                #expect(answer.hasPrefix("HTTP/1.1 4") || answer.isEmpty, "\(answer.prefix(300))")
                #expect(answer.split(separator: "HTTP/1.1 ").count <= 1, "\(answer.prefix(600))")
                #expect(!answer.contains("<page>"))
            }
        }
    }

    @Test(arguments: [
        ("bytes=0-", 200), ("bytes=5-1", 200), ("bytes=99999999999999999999-", 200), ("lines=1", 200),
        ("bytes=0-0,0-0,0-0,0-0", 200), ("\(String(repeating: "0-0,", count: 5000))", 200),
    ])
    func rangesAreNotServedInParts(_ range: String, _ status: Int) async throws {
        try await TestServer.with { server in
            try await RawClient.with(port: server.port) { client in
                try await client.send("GET / HTTP/1.1\r\nHost: a\r\nRange: \(range)\r\n\r\n")
                let response = try await client.response()
                #expect(response.status == status)
                #expect(response.text == "<page>")
            }
        }
    }

    @Test(arguments: [
        ("application/json", 200), ("Application/JSON; charset=utf-8", 200), ("application/vnd.api+json", 200),
        ("text/plain", 415), ("application/x-www-form-urlencoded", 415), ("multipart/form-data; boundary=x", 415),
        ("application/cbor", 415), ("", 415), (";", 415), ("json", 415),
    ])
    func aCallIsJSONAndNothingElse(_ type: String, _ status: Int) async throws {
        try await TestServer.with { server in
            try await RawClient.with(port: server.port) { client in
                try await client.call(Self.call, headers: "Content-Type: \(type)\r\n")
                #expect(try await client.response().status == status)
            }
        }
    }

    @Test func strangersMaySendLittle() async throws {
        try await TestServer.with { server in
            let body = #"{"method":"echo","params":{"message":"\#(String(repeating: "x", count: 20_000))"}}"#
            for (cookie, status) in [("", 413), ("Cookie: session=wrong\r\n", 413), ("Cookie: session=token\r\n", 200)]
            {
                try await RawClient.with(port: server.port) { client in
                    try await client.call(body, headers: cookie)
                    #expect(try await client.response().status == status)
                }
            }
        }
    }

    @Test func aCallThatTricklesInEndsAllTheSame() async throws {
        var timeouts = ConnectionTimeouts()
        timeouts.wholeCall = .milliseconds(300)
        try await TestServer.with(timeouts: timeouts) { server in
            try await RawClient.with(port: server.port) { client in
                try await client.send(
                    "POST /rpc/v1 HTTP/1.1\r\nHost: a\r\nCookie: session=token\r\nContent-Length: 1000000\r\n\r\n")
                // Each byte comes well within the time between two pieces.
                let sender = Task { [channel = client.channel] in
                    while channel.isActive { try await channel.writeAndFlush(ByteBuffer(string: " ")).get() }
                }
                let answer = try await client.rest()
                #expect(answer == [])
                sender.cancel()
                _ = await sender.result
            }
        }
    }

    @Test func aPeerThatDoesNotTakeItsResponseIsGivenUp() async throws {
        var timeouts = ConnectionTimeouts()
        timeouts.response = .milliseconds(300)
        try await TestServer.with(timeouts: timeouts) { server in
            let size = 64 << 20
            let guid = server.continuations.openREST(session: nil) { _ in
                RESTResponse(status: 200, body: [UInt8](repeating: 1, count: size))
            }
            try await RawClient.with(port: server.port) { client in
                try await client.send("POST /rest/rpc/\(guid) HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
                // Nothing more is read until the server has let go of its side.
                _ = try await client.bytes(1)
                while !server.connections.isEmpty { await Task.yield() }
                #expect(try await client.rest().count < size)
            }
        }
    }
}
