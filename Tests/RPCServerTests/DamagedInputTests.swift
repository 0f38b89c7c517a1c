import HTTPTypes
import NIOCore
import SimulatedSystem
import Testing

@testable import RPCServer

/// What strangers send, damaged at random: an error at most.
@Suite(.timeLimit(.minutes(2))) struct DamagedInputTests {
    private static let frames =
        clientFrame(0x81, Array("hällo".utf8)) + clientFrame(0x01, Array("a".utf8)) + clientFrame(0x89, [9])
        + clientFrame(0x80, Array("b".utf8)) + clientFrame(0x82, [UInt8](repeating: 7, count: 300))
        + clientFrame(0x82, [UInt8](repeating: 8, count: 70_000)) + clientFrame(0x88, [0x03, 0xE8, 0x6F, 0x6B])

    @Test(arguments: 0..<4 as Range<UInt64>)
    func framesGiveMessagesWithinTheLimitOrAViolation(_ seed: UInt64) {
        var mutator = Mutator(seed: seed)
        var violations = 0
        for _ in 0..<100 {
            var parser = WebSocketParser(messageLimit: 100_000)
            do {
                for piece in mutator.pieces(of: mutator.damaged(Self.frames)) {
                    parser.append(ByteBuffer(bytes: piece))
                    while let event = try parser.next() {
                        guard case .message(let message) = event else { continue }
                        switch message {
                        case .text(let text): #expect(text.utf8.count <= 100_000)
                        case .binary(let bytes): #expect(bytes.count <= 100_000)
                        }
                    }
                }
            } catch {
                violations += 1
                #expect([1002, 1007, 1009].contains(error.close.code))
            }
        }
        #expect(violations > 20)
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func headersGiveNoMoreThanStandsInThem(_ seed: UInt64) {
        var mutator = Mutator(seed: seed)
        for text in [
            "local=abc; session=\"token\"; theme=dark; a=b=c", "[2001:db8::1]:443", "https://box.local:8443",
            "/a%20b/%2e%2e/%ff",
        ] {
            for _ in 0..<1000 {
                let damaged = String(decoding: mutator.damaged(Array(text.utf8)), as: UTF8.self)
                var fields = HTTPFields()
                fields[.cookie] = damaged
                // What no header may contain is gone already.
                let header = fields[.cookie] ?? ""
                for (name, value) in fields.requestCookies {
                    #expect(header.contains(name) && header.contains(value))
                }
                if let authority = Authority(damaged) {
                    #expect(!authority.host.isEmpty && authority.host.utf8.count <= damaged.utf8.count)
                }
                var request = HTTPRequest(method: .post, scheme: "https", authority: "box.local:8443", path: "/rpc/v1")
                request.headerFields[.origin] = damaged
                if RequestOrigin.mayAct(request), request.headerFields[.origin] != nil {
                    #expect(damaged.lowercased().contains("box.local:8443"), "\(damaged)")
                }
                _ = damaged[...].removingPercentEscapes
                _ = WebApplication.isJSON(damaged)
                _ = ContinuationId.isValid(damaged)
                _ = PeerNetwork(text: damaged)
            }
        }
    }
}
