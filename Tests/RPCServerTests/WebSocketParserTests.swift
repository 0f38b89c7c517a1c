import NIOCore
import Testing

@testable import RPCServer

/// A frame as a client sends it.
func clientFrame(_ first: UInt8, _ payload: [UInt8], masked: Bool = true) -> [UInt8] {
    var bytes = [first]
    let flag: UInt8 = masked ? 0x80 : 0
    switch payload.count {
    case ..<126: bytes.append(flag | UInt8(payload.count))
    case ..<65_536: bytes += [flag | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
    default: bytes += [flag | 127] + (0..<8).reversed().map { UInt8(payload.count >> ($0 * 8) & 255) }
    }
    let mask: [UInt8] = masked ? [1, 2, 3, 4] : [0, 0, 0, 0]
    if masked { bytes += mask }
    return bytes + payload.enumerated().map { $1 ^ mask[$0 & 3] }
}

@Suite struct WebSocketParserTests {
    private typealias Event = WebSocketParser.Event

    private func events(_ chunks: [[UInt8]], limit: Int = 1000) throws -> [Event] {
        var parser = WebSocketParser(messageLimit: limit)
        var events: [Event] = []
        for chunk in chunks {
            parser.append(ByteBuffer(bytes: chunk))
            while let event = try parser.next() { events.append(event) }
        }
        return events
    }

    @Test func framesBecomeMessagesHoweverTheyArrive() throws {
        let bytes =
            clientFrame(0x81, Array("hällo".utf8)) + clientFrame(0x01, Array("a".utf8)) + clientFrame(0x89, [9])
            + clientFrame(0x00, Array("b".utf8)) + clientFrame(0x80, Array("c".utf8)) + clientFrame(0x82, [])
            + clientFrame(0x82, [UInt8](repeating: 7, count: 300)) + clientFrame(0x88, [0x03, 0xE8, 0x6F, 0x6B])
        let expected: [Event] = [
            .message(.text("hällo")), .ping([9]), .message(.text("abc")), .message(.binary([])),
            .message(.binary([UInt8](repeating: 7, count: 300))), .close(WebSocketClose(code: 1000, reason: "ok")),
        ]
        #expect(try events([bytes]) == expected)
        #expect(try events(bytes.map { [$0] }) == expected)
    }

    @Test(
        arguments: [
            (clientFrame(0xC1, []), 1002), (clientFrame(0x83, []), 1002),
            (clientFrame(0x81, [65], masked: false), 1002),
            (clientFrame(0x09, []), 1002), (clientFrame(0x89, [UInt8](repeating: 0, count: 126)), 1002),
            (clientFrame(0x80, []), 1002), (clientFrame(0x01, []) + clientFrame(0x81, []), 1002),
            ([0x81, 0xFE, 0, 5, 0, 0, 0, 0, 1, 2, 3, 4, 5], 1002),
            ([0x82, 0xFF, 0, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0], 1002),
            (clientFrame(0x88, [3]), 1002), (clientFrame(0x88, [0x03, 0xED]), 1002), (clientFrame(0x88, [0, 0]), 1002),
            (clientFrame(0x88, [0x03, 0xE8, 0xFF]), 1007), (clientFrame(0x81, [0xC3, 0x28]), 1007),
            (clientFrame(0x82, [UInt8](repeating: 1, count: 1001)), 1009),
            ([0x82, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], 1009),
            (
                clientFrame(0x02, [UInt8](repeating: 1, count: 600))
                    + clientFrame(0x80, [UInt8](repeating: 1, count: 600)),
                1009
            ),
        ] as [([UInt8], UInt16)])
    func violationsHaveTheirCode(_ bytes: [UInt8], _ code: UInt16) {
        do {
            let events = try events([bytes])
            Issue.record("no violation but \(events)")
        } catch {
            #expect((error as? WebSocketParser.Violation)?.close.code == code)
        }
    }

    @Test func aReasonIsCutAtACharacter() {
        let close = WebSocketClose(code: 1011, reason: String(repeating: "ä", count: 100))
        #expect(close.reason == String(repeating: "ä", count: 61))
        #expect(WebSocketClose(code: 1011, reason: String(repeating: "a", count: 123)).reason.utf8.count == 123)
    }
}
