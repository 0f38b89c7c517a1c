import BinaryEncodings
import SimulatedSystem
import Testing

@testable import DNSMessages

/// Bytes written as hexadecimal words.
func hex(_ text: String) -> [UInt8] {
    Hexadecimal.decode(text.filter { !$0.isWhitespace }) ?? []
}

@Suite struct DNSQueryTests {
    /// id 1234, RD; "Example.org" A IN.
    static let plain = hex("1234 0100 0001 0000 0000 0000 07 4578616d706c65 03 6f7267 00 0001 0001")
    /// The same with EDNS: payload 4096, DO, and an option that is nobody else's business.
    static let extended =
        hex("1234 0130 0001 0000 0000 0001 07 4578616d706c65 03 6f7267 00 0001 0001")
        + hex("00 0029 1000 00008000 000c 000a 0008 0102030405060708")

    private func read(_ bytes: [UInt8]) -> DNSQuery? {
        guard case .query(let query) = DNSRequest(parsing: bytes) else { return nil }
        return query
    }

    @Test func aPlainQueryIsRead() throws {
        let query = try #require(read(Self.plain))
        #expect(query.id == 0x1234)
        #expect(query.question.name.description == "example.org")
        #expect(query.question.type == .address)
        #expect(query.extensions == nil)
        #expect(query.answerLimit == 512)
        #expect(query.bytes(id: 0x1234) == Self.plain)
    }

    @Test func extensionsAreReadAndOptionsNotPassedOn() throws {
        let query = try #require(read(Self.extended))
        #expect(query.extensions == DNSQuery.Extensions(payloadSize: 4096, wantsSignatures: true))
        #expect(query.answerLimit == 1232)
        #expect(
            query.bytes(id: 0xABCD)
                == hex("abcd 0130 0001 0000 0000 0001 07 4578616d706c65 03 6f7267 00 0001 0001")
                + hex("00 0029 04d0 00008000 0000"))
    }

    @Test(arguments: [
        ("an operation that is not a query", "1234 2900 0001 0000 0000 0000 00 0001 0001", 4),
        ("no question", "1234 0100 0000 0000 0000 0000", 1),
        ("two questions", "1234 0100 0002 0000 0000 0000 00 0001 0001 00 0001 0001", 1),
        ("an answer in a question", "1234 0100 0001 0001 0000 0000 00 0001 0001 00 0001 0001 00000000 0000", 1),
        ("a name that points at itself", "1234 0100 0001 0000 0000 0000 c00c 0001 0001", 1),
        ("a name that points into the header", "1234 0100 0001 0000 0000 0000 c000 0001 0001", 1),
        ("a label of a reserved kind", "1234 0100 0001 0000 0000 0000 41 00 0001 0001", 1),
        ("a name without an end", "1234 0100 0001 0000 0000 0000 03 616263", 1),
        ("bytes behind the question", "1234 0100 0001 0000 0000 0000 00 0001 0001 00", 1),
        (
            "an additional record that is not EDNS",
            "1234 0100 0001 0000 0000 0001 00 0001 0001 00 0001 0001 00000000 0000", 1
        ),
        ("options longer than the message", "1234 0100 0001 0000 0000 0001 00 0001 0001 00 0029 1000 00000000 00ff", 1),
    ])
    func faultsAreNamed(what: String, bytes: String, code: UInt8) throws {
        guard case .faulty(let answer) = DNSRequest(parsing: hex(bytes)) else {
            Issue.record("\(what) is not refused")
            return
        }
        #expect(answer.prefix(2) == [0x12, 0x34])
        #expect(answer[2] & 0x80 != 0)
        #expect(answer[3] & 0x0F == code, "\(what)")
        #expect(answer.count == 12)
    }

    @Test func anotherVersionOfTheExtensionsIsRefusedWithOurs() {
        let bytes = hex("1234 0100 0001 0000 0000 0001 00 0001 0001 00 0029 1000 00010000 0000")
        guard case .faulty(let answer) = DNSRequest(parsing: bytes) else {
            Issue.record("version 1 is taken")
            return
        }
        #expect(answer == hex("1234 8180 0001 0000 0000 0001 00 0001 0001 00 0029 04d0 01000000 0000"))
    }

    @Test(arguments: ["", "12", "1234 0100 0001 0000 0000 00", "1234 8100 0001 0000 0000 0000 00 0001 0001"])
    func noiseIsNotAnswered(bytes: String) {
        guard case .noise = DNSRequest(parsing: hex(bytes)) else {
            Issue.record("\(bytes) is answered")
            return
        }
    }

    @Test func aNameHasAtMost255Bytes() throws {
        let label = [UInt8(63)] + Array(repeating: UInt8(ascii: "a"), count: 63)
        let head = hex("1234 0100 0001 0000 0000 0000")
        let tail = hex("00 0001 0001")
        let longest = head + label + label + label + [61] + label[1...61] + tail
        #expect(read(longest)?.question.name.wire.count == 255)
        #expect(read(head + label + label + label + [62] + label[1...62] + tail) == nil)
        #expect(read(head + label + label + label + label + tail) == nil)
    }

    @Test func namesAreEqualWhateverTheirCase() throws {
        let lower = try #require(DomainName("example.org"))
        let mixed = try #require(DomainName("ExAmple.ORG."))
        #expect(lower == mixed)
        #expect(lower.hashValue == mixed.hashValue)
        #expect(lower.wire != mixed.wire)
        #expect(DomainName("") != nil)
        for text in ["a..b", ".a", String(repeating: "a", count: 64), String(repeating: "abcdefg.", count: 32)] {
            #expect(DomainName(text) == nil, "\(text)")
        }
    }

    @Test("whatever comes, reading ends, and what is accepted says the same when it is written again", arguments: 0..<8)
    func mutations(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var accepted = 0
        for _ in 0..<5000 {
            let bytes = mutate(Bool.random(using: &generator) ? Self.plain : Self.extended, &generator)
            switch DNSRequest(parsing: bytes) {
            case .query(let query):
                accepted += 1
                guard case .query(let again) = DNSRequest(parsing: query.bytes(id: query.id)) else {
                    Issue.record("\(bytes)")
                    continue
                }
                #expect(again.question == query.question)
                #expect(again.extensions?.wantsSignatures == query.extensions?.wantsSignatures)
            case .faulty(let answer):
                #expect(answer.count >= 12 && answer.prefix(2) == bytes.prefix(2))
            case .noise:
                #expect(bytes.count < 12 || bytes[2] & 0x80 != 0)
            }
        }
        #expect(accepted > 100)
    }
}

/// Up to four changes: a byte replaced, removed, doubled, or the end cut off.
func mutate(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
        guard !bytes.isEmpty else { break }
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(bytes[place], at: place)
        case 2: bytes.removeSubrange(place...)
        case 3: bytes[place] = 0xC0
        default: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        }
    }
    return bytes
}
