import Errors
import JSONValues
import Logging
import RPCMethods
import Synchronization
import Testing

@testable import RPCServer

/// Knows one session and the local cookie.
struct CookieAuthenticator: Authenticator {
    func authenticate(cookies: [String: String]) async -> Caller {
        if cookies["local"] == "machine" { return .local }
        return cookies["session"] == "token" ? .session("hash-of-token") : .anonymous
    }
}

@Suite struct DispatcherTests {
    private let told = Told()

    /// What `afterSynchronized` was told.
    final class Told: Sendable {
        let values = Mutex<[UInt64]>([])
    }

    private var dispatcher: RPCDispatcher {
        var router = RPCRouter()
        router.register(Methods.Server.echo) { parameters, _ in parameters.message }
        router.register(Methods.Authentication.logIn) { parameters, call in
            guard parameters.password == "right" else { throw StartError(.incorrectPassword, "Try again.") }
            call.setSessionCookie("token")
            return SessionToken(session: "token")
        }
        router.register(Methods.Authentication.sessions) { _, call in
            SessionList(current: call.caller.session, sessions: [:])
        }
        router.register(Methods.Package.start) { parameters, _ in
            guard parameters.id == "known" else { throw StartError(.notFound, "No such service.") }
            return Empty()
        }
        router.register(RPCMethod<JSON, JSON>("mirror")) { parameters, _ in parameters }
        let sequences = Mutex<UInt64>(40)
        return RPCDispatcher(
            router: router, authenticator: CookieAuthenticator(),
            sequence: {
                sequences.withLock {
                    $0 += 1; return $0
                }
            },
            afterSynchronized: { [told] value in told.values.withLock { $0.append(value) } },
            logger: Logger(label: "test"))
    }

    private func reply(_ body: String, session: Bool = true) async -> (json: JSON, reply: RPCReply) {
        var envelope = RPCDispatcher.Envelope()
        if session { envelope.cookies = ["session": "token"] }
        let reply = await dispatcher.reply(to: Array(body.utf8), envelope)
        return ((try? JSON(parsing: reply.body)) ?? nil, reply)
    }

    @Test func aResultHasTheShapeThatClientsRequire() async {
        let (_, reply) = await reply(#"{"id":7,"method":"echo","params":{"message":"hi","unknown":1}}"#)
        #expect(String(decoding: reply.body, as: UTF8.self) == #"{"jsonrpc":"2.0","result":"hi","id":7}"#)
    }

    @Test(arguments: [
        ("", -32700), ("{", -32700), ("null", -32700), ("3", -32700), ("{}", -32700), (#"{"method":1}"#, -32700),
        (#"{"method":"echo","params":{"message":"a"},"id":[]}"#, -32700), (#"[{"method":"echo"},3]"#, -32700),
        (#"{"method":"echo","method":"echo"}"#, -32700), (String(repeating: "[", count: 300), -32700),
        (#"{"method":"echo","params":[]}"#, -32602), (#"{"method":"echo","params":"x"}"#, -32602),
        (#"{"method":"echo","params":{}}"#, -32602), (#"{"method":"echo"}"#, -32602),
        (#"{"method":"echo","params":{"message":5}}"#, -32602), (#"{"method":"nope","params":{}}"#, -32601),
        (#"{"method":"package.start","params":{"id":"other"}}"#, 6),
    ])
    func badInputGetsItsCode(_ body: String, _ code: Int) async {
        let (json, _) = await reply(body)
        #expect(json["error"]?["code"]?.integer == code)
        #expect(json["jsonrpc"]?.string == "2.0")
        #expect(json["id"]?.isNull == true)
    }

    @Test func anUnknownMethodIsToldBeforeALogInIsAskedFor() async {
        let (json, _) = await reply(#"{"method":"nope","id":"a"}"#, session: false)
        #expect(json["error"]?["code"]?.integer == -32601)
        #expect(json["id"]?.string == "a")
    }

    @Test func withoutASessionOnlyOpenMethodsAnswer() async {
        let (refused, _) = await reply(#"{"method":"auth.session.list","id":1}"#, session: false)
        #expect(refused["error"]?["code"]?.integer == 34)
        #expect(refused["error"]?["message"]?.string == "Unauthorized")
        #expect(refused["id"]?.integer == 1)
        let (open, _) = await reply(#"{"method":"echo","params":{"message":"x"}}"#, session: false)
        #expect(open["result"]?.string == "x")
        let (known, _) = await reply(#"{"method":"auth.session.list"}"#)
        #expect(known["result"]?["current"]?.string == "hash-of-token")
    }

    @Test func strangersSeeNoOrigins() async {
        let body = #"{"method":"auth.login","params":{"password":"wrong"}}"#
        let (stranger, _) = await reply(body, session: false)
        #expect(stranger["error"]?["data"] == ["details": "Try again.", "debug": "Try again.", "info": nil])
        let (known, _) = await reply(body)
        #expect(known["error"]?["data"]?["debug"]?.string?.contains("DispatcherTests.swift") == true)
    }

    @Test func injectedKeysAreDropped() async {
        let (json, _) = await reply(#"{"method":"mirror","params":{"__Auth_session":"x","a":1}}"#)
        #expect(json["result"] == ["a": 1])
    }

    @Test func aBatchKeepsItsOrderAndHasOneSequence() async {
        let (json, reply) = await reply(
            """
            [{"method":"package.start","params":{"id":"known"},"id":1},{"method":"nope","id":2},
             {"method":"package.start","params":{"id":"other"},"id":3},
             {"method":"echo","params":{"message":"m"},"id":4}]
            """)
        #expect(json.array?.map { $0["id"]?.integer } == [1, 2, 3, 4])
        #expect(json[0]?["result"]?.isNull == true)
        #expect(json[2]?["error"]?["code"]?.integer == 6)
        #expect(reply.sequence == 42)
        #expect(told.values.withLock { $0.sorted() } == [41, 42])
        #expect(await self.reply("[]").reply.body == Array("[]".utf8))
        #expect(await self.reply("[]").reply.sequence == nil)
    }

    @Test func aLogInSetsTheCookie() async {
        let (_, reply) = await reply(#"{"method":"auth.login","params":{"password":"right"}}"#, session: false)
        #expect(reply.cookies.count == 1)
        #expect(reply.cookies.first?.hasPrefix("session=token; Path=/; SameSite=Strict; HttpOnly") == true)
        #expect(reply.cookies.first?.contains("Secure") == false)
    }
}
