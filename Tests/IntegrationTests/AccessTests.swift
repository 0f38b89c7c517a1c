import Errors
import Foundation
import JSONValues
import RPCClient
import RPCMethods
import TestSupport
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

extension IntegrationTests {
    @Suite("Who may do what")
    struct AccessTests {
        private static let password = "correct horse battery"

        private func code(_ body: () async throws -> Void) async throws -> Int? {
            do {
                try await body()
                return nil
            } catch let error as StartError {
                return error.code.rawValue
            }
        }

        @Test("the setup code: wrong, right, once")
        func setup() async throws {
            try await ServerFixture.run("setup") { server in
                let visitor = try server.client(cookies: [:])
                #expect(try await visitor.call(Methods.Server.state) == .setup)
                #expect(try await code { _ = try await logIn(visitor) } == 40)
                let setupCode = try server.setupCode()
                #expect(try await code { _ = try await setUp(visitor, "AAAA-AAAA-AAAA") } == 7)
                #expect(
                    try await code {
                        _ = try await visitor.call(
                            Methods.Server.setUp, SetUpParameters(code: setupCode, password: "too short"))
                    } == 38)
                // Written as people write it.
                let token = try await setUp(visitor, setupCode.lowercased().replacingOccurrences(of: "-", with: " "))
                #expect(try await visitor.call(Methods.Server.state) == .running)
                #expect(try await code { _ = try await setUp(visitor, setupCode) } == 38)
                let owner = try server.client(cookies: ["session": token])
                #expect(try await owner.call(Methods.Package.list).isEmpty)
                try await server.end(SIGTERM)
                try await server.startAgain()
                #expect(try server.pageAddress().hasSuffix("/"))
                #expect(try await owner.call(Methods.Authentication.sessions).sessions.count == 1)
                await owner.shutDown()
                await visitor.shutDown()
            }
        }

        @Test("sessions: none, wrong password, too many tries, log-out ends what is open")
        func sessions() async throws {
            try await ServerFixture.run("sessions") { server in
                let visitor = try server.client(cookies: [:])
                _ = try await setUp(visitor, server.setupCode())
                #expect(try await code { _ = try await visitor.call(Methods.Package.list) } == 34)
                #expect(
                    try await code {
                        _ = try await visitor.call(Methods.Database.dump, PointerParameters(pointer: "/private"))
                    } == 34)

                let owner = try server.client(cookies: ["session": try await logIn(visitor)])
                for pointer in ["", "/private", "/private/password", "/publicly"] {
                    let parameters = PointerParameters(pointer: pointer)
                    #expect(try await code { _ = try await owner.call(Methods.Database.dump, parameters) } == 34)
                    #expect(try await code { _ = try await owner.call(Methods.Database.subscribe, parameters) } == 34)
                }
                let subscription = try await owner.call(Methods.Database.subscribe, PointerParameters())
                let socket = try await owner.webSocket("/ws/rpc/\(subscription.guid)")
                let waiting = try await owner.call(Methods.Database.subscribe, PointerParameters())
                _ = try await owner.call(Methods.Authentication.logOut)
                try await within(.seconds(10), "the socket ends with its session") {
                    for try await _ in socket.messages {}
                }
                #expect(socket.closing?.code == 1008)
                #expect(try await code { _ = try await owner.webSocket("/ws/rpc/\(waiting.guid)") } == 6)
                #expect(try await code { _ = try await owner.call(Methods.Package.list) } == 34)

                for _ in 0..<3 { #expect(try await code { _ = try await logIn(visitor, "wrong password") } == 7) }
                #expect(try await code { _ = try await logIn(visitor, "wrong password") } == 37)
                #expect(try await code { _ = try await logIn(visitor) } == 37)
                await owner.shutDown()
                await visitor.shutDown()
            }
        }

        @Test("a changed password ends every other session")
        func changedPassword() async throws {
            try await ServerFixture.run("changed-password") { server in
                let visitor = try server.client(cookies: [:])
                let first = try server.client(cookies: ["session": try await setUp(visitor, server.setupCode())])
                let second = try server.client(cookies: ["session": try await logIn(visitor)])
                #expect(
                    try await code {
                        _ = try await first.call(
                            Methods.Authentication.resetPassword,
                            ResetPasswordParameters(oldPassword: "not this one at all", newPassword: "another good one")
                        )
                    } == 7)
                _ = try await first.call(
                    Methods.Authentication.resetPassword,
                    ResetPasswordParameters(oldPassword: Self.password, newPassword: "another good one"))
                #expect(try await first.call(Methods.Package.list).isEmpty)
                #expect(try await code { _ = try await second.call(Methods.Package.list) } == 34)
                #expect(try await code { _ = try await logIn(visitor) } == 7)
                _ = try await logIn(visitor, "another good one")
                for client in [visitor, first, second] { await client.shutDown() }
            }
        }

        @Test("what is no call gets an answer that says so")
        func malformedCalls() async throws {
            try await ServerFixture.run("malformed-calls") { server in
                #expect(try await code { _ = try await server.client.reply(to: "no.such.method", [:]) } == -32601)
                #expect(try await code { _ = try await server.client.reply(to: "package.start", [:]) } == -32602)
                #expect(
                    try await code { _ = try await server.client.reply(to: "package.start", ["id": "absent"]) } == 6)
                let cookie = try #require(server.client.cookies["local"])
                for (body, expected) in [
                    ("{\"method\":", -32700), ("", -32700), ("[]", nil), ("7", -32700), ("{\"id\":1}", -32700),
                ] as [(String, Int?)] {
                    let (status, reply) = try await post(body, to: server, cookie: cookie)
                    #expect(status == 200, "\(body)")
                    #expect(reply?["error"]?["code"]?.integer == expected, "\(body): \(reply?.text ?? "")")
                }
                let batch =
                    #"[{"id":1,"method":"echo","params":{"message":"a"}},{"id":"two","method":"echo","params":{"message":"b"}}]"#
                let (_, replies) = try await post(batch, to: server, cookie: cookie)
                #expect(replies?[0]?["result"]?.string == "a")
                #expect(replies?[1]?["id"]?.string == "two")
            }
        }

        @Test("another site's page cannot use the server")
        func foreignOrigin() async throws {
            try await ServerFixture.run("foreign-origin") { server in
                let cookie = try #require(server.client.cookies["local"])
                let call = #"{"id":1,"method":"package.list"}"#
                let (refused, _) = try await post(call, to: server, cookie: cookie, origin: "https://evil.example")
                #expect(refused == 403)
                let (accepted, _) = try await post(call, to: server, cookie: cookie, origin: server.address.description)
                #expect(accepted == 200)
            }
        }

        private func setUp(_ client: RPCClient, _ code: String) async throws -> String {
            try await client.call(Methods.Server.setUp, SetUpParameters(code: code, password: Self.password)).session
        }

        private func logIn(_ client: RPCClient, _ password: String = password) async throws -> String {
            try await client.call(Methods.Authentication.logIn, LogInParameters(password: password)).session
        }

        private func post(
            _ body: String, to server: ServerFixture, cookie: String, origin: String? = nil
        ) async throws -> (status: Int, reply: JSON?) {
            var request = URLRequest(url: try #require(URL(string: "\(server.address)/rpc/v1")))
            request.httpMethod = "POST"
            request.httpBody = Data(body.utf8)
            request.httpShouldHandleCookies = false
            request.setValue("local=\(cookie)", forHTTPHeaderField: "Cookie")
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
            if let origin { request.setValue(origin, forHTTPHeaderField: "Origin") }
            let session = URLSession(configuration: .ephemeral)
            defer { session.finishTasksAndInvalidate() }
            let (data, response) = try await session.data(for: request)
            return ((response as? HTTPURLResponse)?.statusCode ?? 0, try? JSON(parsing: Array(data)))
        }
    }
}
