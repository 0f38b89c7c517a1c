import Errors
import JSONValues
import LiveSystem
import RPCServer
@testable import StartDaemon
import Testing

@Suite("Getting in")
struct AccessTests {
    @Test("a password matches its hash and no other")
    func password() async throws {
        let hash = try await PasswordHash.make("correct horse", random: LiveRandomSource())
        #expect(hash.text.hasPrefix("$argon2id$v=19$m=65536,t=3,p=1$"))
        #expect(try await hash.matches("correct horse"))
        #expect(try await !hash.matches("correct horsf"))
        #expect(try await !hash.matches(""))
        let other = try await PasswordHash.make("correct horse", random: LiveRandomSource())
        #expect(other != hash, "a fresh salt each time")
    }

    @Test("a damaged hash is an error, not a wrong password")
    func damaged() async {
        await #expect(throws: StartError.self) { try await PasswordHash(stored: "$argon2id$nonsense").matches("x") }
    }

    @Test("failures are limited, then forgiven; a success forgives at once")
    func limiter() throws {
        let place = PeerNetwork(text: "192.0.2.7")
        var limiter = AttemptLimiter(allowedFailures: 3, window: .seconds(20))
        for second in 0..<3 { try limiter.begin(from: place, at: .seconds(second)) }
        let error = #expect(throws: StartError.self) { try limiter.begin(from: place, at: .seconds(3)) }
        #expect(error?.code == .rateLimited)
        try limiter.begin(from: place, at: .seconds(20))
        #expect(throws: StartError.self) { try limiter.begin(from: place, at: .seconds(20)) }
        limiter.succeeded(from: place)
        try limiter.begin(from: place, at: .seconds(20))
    }

    @Test("whoever guesses keeps out nobody but the place where the guesses come from")
    func places() throws {
        var limiter = AttemptLimiter(allowedFailures: 1, window: .seconds(20))
        try limiter.begin(from: PeerNetwork(text: "2001:db8::1"), at: .zero)
        for other in ["2001:db8:0:1::1", "192.0.2.7", "127.0.0.1"] {
            try limiter.begin(from: PeerNetwork(text: other), at: .zero)
        }
        for same in ["2001:db8::1", "2001:db8::ffff:1", "::ffff:192.0.2.7", "::1"] {
            #expect(throws: StartError.self) { try limiter.begin(from: PeerNetwork(text: same), at: .zero) }
        }
        // However many places there are, what is remembered stays small, and is forgotten in time.
        for number in 0..<10_000 {
            try? limiter.begin(from: PeerNetwork(text: "10.0.\(number / 256).\(number % 256)"), at: .seconds(1))
        }
        #expect(throws: StartError.self) { try limiter.begin(from: PeerNetwork(text: "198.51.100.1"), at: .seconds(1)) }
        try limiter.begin(from: PeerNetwork(text: "198.51.100.1"), at: .seconds(21))
    }

    @Test("a setup code is read as people type it")
    func code() {
        let code = SetupCode(random: LiveRandomSource())
        let plain = code.description.replacing("-", with: "")
        #expect(plain.count == 12)
        #expect(code.matches(code.description))
        #expect(code.matches(plain.lowercased()))
        #expect(code.matches(" \(plain) "))
        #expect(!code.matches(String(plain.dropLast())))
        #expect(!code.matches(String(plain.dropLast()) + "!"))
        #expect(!code.matches(""))
        #expect(SetupCode(random: LiveRandomSource()) != code)
    }

    @Test(
        "addresses to listen on",
        arguments: [
            ("127.0.0.1:80", "127.0.0.1", 80, true), ("[::1]:443", "::1", 443, true),
            ("localhost:8080", "127.0.0.1", 8080, true), ("0.0.0.0:1", "0.0.0.0", 1, false),
        ])
    func listen(_ row: (text: String, host: String, port: Int, isLoopback: Bool)) throws {
        let address = try ListenAddress(row.text)
        #expect(address.host == row.host)
        #expect(address.port == row.port)
        #expect(address.isLoopback == row.isLoopback)
    }

    @Test("what is no address is refused", arguments: ["", "127.0.0.1", ":80", "127.0.0.1:", "127.0.0.1:70000", "a:b"])
    func noAddress(_ text: String) {
        let error = #expect(throws: StartError.self) { try ListenAddress(text) }
        #expect(error?.code == .parseNetworkAddress)
    }

    @Test("results of version 0 become version 1")
    func results() {
        let result = ActionResults.latestVersion(
            of: ["version": "0", "message": "done", "value": "x", "copyable": true, "qr": false])
        #expect(result["version"] == "1")
        #expect(result["result"]?["value"] == "x")
        #expect(ActionResults.latestVersion(of: nil) == nil)
    }
}
