import Errors
import NIOCore
import Testing

@testable import RPCServer

@Suite(.timeLimit(.minutes(3))) struct HTTPTests {
    @Test func callsShareAConnection() async throws {
        try await TestServer.with { server in
            try await RawClient.with(port: server.port) { client in
                for message in ["one", "two"] {
                    try await client.call(#"{"method":"echo","params":{"message":"\#(message)"}}"#)
                    let response = try await client.response()
                    #expect(response.status == 200)
                    #expect(response.header("content-type") == "application/json")
                    #expect(response.header("connection") == nil)
                    #expect(response.header("set-cookie")?.contains("Secure") == false)
                    #expect(response.header("x-content-type-options") == "nosniff")
                    #expect(response.text == #"{"jsonrpc":"2.0","result":"\#(message)","id":null}"#)
                }
            }
        }
    }

    @Test func pipelinedCallsAreAnsweredInOrder() async throws {
        try await TestServer.with { server in
            try await RawClient.with(port: server.port) { client in
                let body = #"{"method":"echo","params":{"message":"m"},"id":"#
                let calls = (0..<5).map { number in
                    "POST /rpc/v1 HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count + 2)\r\n\r\n\(body)\(number)}"
                }
                try await client.send(calls.joined())
                for number in 0..<5 { #expect(try await client.response().text.hasSuffix("\"id\":\(number)}")) }
            }
        }
    }

    @Test func aSynchronizingMethodTellsItsSequence() async throws {
        try await TestServer.with { server in
            try await RawClient.with(port: server.port) { client in
                let call = #"{"method":"package.start","params":{"id":"x"}}"#
                try await client.call(call, headers: "Cookie: session=token\r\n")
                #expect(try await client.response().header("x-patch-sequence") == "12")
                try await client.call(call)
                let refused = try await client.response()
                #expect(refused.text.contains("\"code\":34"))
                #expect(refused.header("x-patch-sequence") == nil)
            }
        }
    }

    @Test func onePortSpeaksTLSAndPlain() async throws {
        try await TestServer.with { server in
            let call = #"{"method":"echo","params":{"message":"x"}}"#
            try await RawClient.with(port: server.port, trusting: server.rootCertificate) { client in
                try await client.call(call)
                let response = try await client.response()
                #expect(response.status == 200)
                #expect(response.header("set-cookie")?.hasSuffix("; Secure") == true)
            }
            try await RawClient.with(port: server.port) { client in
                try await client.call(call)
                #expect(try await client.response().status == 200)
            }
        }
    }

    @Test func plainHTTPFromElsewhereIsSentToTLS() async throws {
        try await TestServer.with(servesPlain: false) { server in
            try await RawClient.with(port: server.port) { client in
                try await client.send("GET /a?b=c HTTP/1.1\r\nHost: box.local:8080\r\n\r\n")
                let response = try await client.response()
                #expect(response.status == 307)
                #expect(response.header("location") == "https://box.local:8080/a?b=c")
            }
            try await RawClient.with(port: server.port, trusting: server.rootCertificate) { client in
                try await client.send("GET / HTTP/1.1\r\nHost: box.local\r\n\r\n")
                #expect(try await client.response().text == "<page>")
            }
        }
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
        ("POST /rpc/v1 HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 2\r\n\r\n{}", 421),
        ("GET / HTTP/1.1\r\nHost: my.example\r\n\r\n", 200),
        ("POST /rpc/v1 HTTP/1.1\r\nHost: a\r\nOrigin: https://b\r\nContent-Length: 2\r\n\r\n{}", 403),
        ("OPTIONS /rpc/v1 HTTP/1.1\r\nHost: a\r\n\r\n", 405),
        ("POST /rpc/v1 HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n", 413),
        ("DELETE /x HTTP/1.1\r\nHost: a\r\n\r\n", 405), ("GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", 200),
        ("GET /%2e%2e%2f%ff HTTP/1.1\r\nHost: a\r\n\r\n", 200),
        ("POST /rest/rpc/nothing HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", 404),
        ("GET /ws/rpc/nothing HTTP/1.1\r\nHost: a\r\n\r\n", 426), ("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("POST /rpc/v1 HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nContent-Length: 2\r\n\r\n{}", 200),
        ("\r\n\r\nnonsense\r\n\r\n", 400), ("GET / HTTP/9.9\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 70_000))\r\n\r\n", 400),
        ("POST /rpc/v1 HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", 400),
        ("POST /rpc/v1 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}", 400),
        ("POST /rpc/v1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n", 400),
    ])
    func requestsGetTheirStatus(_ request: String, _ status: Int) async throws {
        try await TestServer.with { server in
            try await RawClient.with(port: server.port) { client in
                try await client.send(request)
                #expect(try await client.response().status == status)
            }
            // Whatever came before, the next client is served.
            try await RawClient.with(port: server.port) { client in
                try await client.call(#"{"method":"echo","params":{"message":"x"}}"#)
                #expect(try await client.response().status == 200)
            }
        }
    }

    @Test func aChunkedBodyBeyondTheLimitIsCutOff() async throws {
        try await TestServer.with(bodyLimit: 1000) { server in
            try await RawClient.with(port: server.port) { client in
                try await client.send("POST /rpc/v1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
                try await client.send("400\r\n\(String(repeating: " ", count: 1024))\r\n")
                let response = try await client.response()
                #expect(response.status == 413)
                #expect(response.header("connection") == "close")
                #expect(try await client.rest() == [])
            }
        }
    }

    @Test func closingIsWhatTheClientAsksFor() async throws {
        try await TestServer.with { server in
            for request in [
                "GET / HTTP/1.0\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n\r\n",
            ] {
                try await RawClient.with(port: server.port) { client in
                    try await client.send(request)
                    #expect(try await client.response().header("connection") == "close")
                    #expect(try await client.rest() == [])
                }
            }
        }
    }

    @Test func silentConnectionsAreClosed() async throws {
        var timeouts = ConnectionTimeouts()
        timeouts.firstByte = .milliseconds(500)
        timeouts.idle = .milliseconds(500)
        try await TestServer.with(timeouts: timeouts) { server in
            for start in ["", "GET / HTT", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"] {
                try await RawClient.with(port: server.port) { client in
                    if !start.isEmpty { try await client.send(start) }
                    let rest = try await client.rest()
                    #expect(rest.isEmpty == !start.hasSuffix("\r\n"))
                }
            }
        }
    }

    @Test func aClientThatWaitsToContinueIsTold() async throws {
        try await TestServer.with { server in
            try await RawClient.with(port: server.port) { client in
                try await client.send(
                    "POST /rpc/v1 HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
                #expect(try await client.response().status == 100)
                try await client.send("[]")
                #expect(try await client.response().text == "[]")
            }
        }
    }

    @Test func theRootCertificateIsThere() async throws {
        try await TestServer.with { server in
            try await RawClient.with(port: server.port) { client in
                try await client.send("GET /static/local-root-ca.crt HTTP/1.1\r\nHost: a\r\n\r\n")
                let response = try await client.response()
                #expect(response.text == server.rootCertificate)
                #expect(response.header("content-type") == "application/x-x509-ca-cert")
                #expect(response.header("content-disposition") == "attachment; filename=\"test-server.crt\"")
            }
        }
    }

    @Test func anUploadStreamsToItsHandler() async throws {
        try await TestServer.with { server in
            let guid = server.continuations.openREST(session: nil) { request in
                var sum = 0
                for try await buffer in request.body { sum += buffer.readableBytes }
                return RESTResponse(status: 200, contentType: "text/plain", body: Array("\(sum)".utf8))
            }
            let piece = [UInt8](repeating: 7, count: 1 << 20)
            try await RawClient.with(port: server.port) { client in
                try await client.send(
                    "POST /rest/rpc/\(guid) HTTP/1.1\r\nHost: a\r\nContent-Length: \(32 << 20)\r\n\r\n")
                for _ in 0..<32 { try await client.send(piece) }
                #expect(try await client.response().text == "\(32 << 20)")
                try await client.send("POST /rest/rpc/\(guid) HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
                #expect(try await client.response().status == 404)
            }
        }
    }

    @Test func anUploadThatBreaksOffIsAnError() async throws {
        try await TestServer.with { server in
            let (errors, source) = AsyncStream.makeStream(of: StartError.self)
            let guid = server.continuations.openREST(session: nil) { request in
                do {
                    for try await _ in request.body {}
                } catch let error as StartError {
                    source.yield(error)
                    throw error
                }
                return RESTResponse()
            }
            try await RawClient.with(port: server.port) { client in
                try await client.send("POST /rest/rpc/\(guid) HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf")
            }
            for await error in errors {
                #expect(error.code == .network)
                #expect(error.message.contains("broke off"))
                break
            }
        }
    }

    @Test func theEndOfASessionEndsItsUpload() async throws {
        try await TestServer.with { server in
            let guid = server.continuations.openREST(session: "a") { request in
                server.continuations.endSession("a")
                for try await _ in request.body {}
                return RESTResponse()
            }
            try await RawClient.with(port: server.port) { client in
                try await client.send("POST /rest/rpc/\(guid) HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf")
                #expect(try await client.response().status == 500)
            }
        }
    }
}
