import BinaryEncodings
import SimulatedSystem
import Testing

@testable import DNSMessages

@Suite struct DNSAnswerTests {
    private let query: DNSQuery = {
        guard case .query(let query) = DNSRequest(parsing: DNSQueryTests.plain) else {
            preconditionFailure("the sample is a query")
        }
        return query
    }()

    /// Two addresses for "example.org", names compressed, under id BEEF, the question in other letters.
    private static let answer =
        hex("beef 8180 0001 0002 0000 0000 07 6578414d706c65 03 4f5247 00 0001 0001")
        + hex("c00c 0001 0001 0000012c 0004 c0000201") + hex("c00c 0001 0001 0000012c 0004 c0000202")

    @Test func anAddressIsWrittenAfterTheQuestion() throws {
        let response = DNSResponse(
            .noError, isAuthoritative: true,
            answers: [.init(query.question.name, .address(try #require(IPv4Address("10.59.0.2"))))])
        #expect(
            response.bytes(to: query)
                == hex("1234 8580 0001 0001 0000 0000 07 4578616d706c65 03 6f7267 00 0001 0001")
                + hex("c00c 0001 0001 00000000 0004 0a3b0002"))
    }

    @Test func aNegativeAnswerNamesItsZone() throws {
        let zone = try #require(DomainName("org"))
        let response = DNSResponse(
            .noSuchName,
            authority: [.init(zone, .startOfAuthority(server: zone, mailbox: zone, negativeTimeToLive: 0))])
        #expect(
            response.bytes(to: query)
                == hex("1234 8183 0001 0000 0001 0000 07 4578616d706c65 03 6f7267 00 0001 0001")
                + hex("03 6f7267 00 0006 0001 00000000 001e 03 6f7267 00 03 6f7267 00")
                + hex("00000001 00000e10 00000258 00015180 00000000"))
    }

    @Test func anAnswerIsPassedOnAsTheClientAsked() throws {
        let relayed = try #require(RelayedAnswer(Self.answer, to: query, id: 0xBEEF))
        #expect(relayed.code == .noError)
        #expect(!relayed.isTruncated)
        #expect(
            relayed.bytes(limit: 512)
                == hex("1234 8180 0001 0002 0000 0000 07 4578616d706c65 03 6f7267 00 0001 0001")
                + Self.answer[29...])
    }

    @Test func whatDoesNotFitSendsTheClientToTCP() throws {
        let relayed = try #require(RelayedAnswer(Self.answer, to: query, id: 0xBEEF))
        #expect(relayed.bytes(limit: 60) == hex("1234 8380 0001 0000 0000 0000") + query.question.bytes)
        #expect(relayed.bytes(limit: nil).count == Self.answer.count)
    }

    @Test func whatTheServerCutOffIsCutOffForTheClientToo() throws {
        var cut = Array(Self.answer.dropLast(7))
        cut[2] |= 0x02
        let relayed = try #require(RelayedAnswer(cut, to: query, id: 0xBEEF))
        #expect(relayed.isTruncated)
        #expect(relayed.bytes(limit: 512) == hex("1234 8380 0001 0000 0000 0000") + query.question.bytes)
    }

    @Test(arguments: [
        ("another id", 0, UInt8(0)), ("a query", 2, 0x01), ("another operation", 2, 0x90), ("another name", 13, 0x66),
        ("another type", 26, 0x05), ("another class", 28, 0x03), ("more records than there are", 7, 0x03),
        ("a record beyond the end", Self.answer.count - 5, 0xFF), ("a circle", 29, 0xFF), ("no question", 5, 0),
    ])
    func whatIsNotTheAnswerIsNotTaken(what: String, place: Int, byte: UInt8) {
        var bytes = Self.answer
        bytes[place] = byte
        #expect(RelayedAnswer(bytes, to: query, id: 0xBEEF) == nil, "\(what)")
    }

    @Test func aRefusalWithoutAQuestionIsUnderstood() throws {
        let relayed = try #require(RelayedAnswer(hex("beef 8005 0000 0000 0000 0000"), to: query, id: 0xBEEF))
        #expect(relayed.code == .refused)
        #expect(RelayedAnswer(hex("beef 8000 0000 0000 0000 0000"), to: query, id: 0xBEEF) == nil)
    }

    @Test("whatever a server sends, what is passed on can be read and belongs to the query", arguments: 0..<8)
    func mutations(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var accepted = 0
        for _ in 0..<5000 {
            guard let relayed = RelayedAnswer(mutate(Self.answer, &generator), to: query, id: 0xBEEF) else { continue }
            accepted += 1
            let bytes = relayed.bytes(limit: 512)
            #expect(bytes.count <= 512)
            #expect(RelayedAnswer(bytes, to: query, id: query.id) != nil)
        }
        #expect(accepted > 100)
    }

    @Test(arguments: ["0.0.0.0", "10.59.0.1", "255.255.255.255"])
    func addressesAreTextAndBack(text: String) throws {
        #expect(IPv4Address(text)?.description == text)
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.04", "1.2.3.-4", "1.2.3.+4", " 1.2.3.4", "1.2.3.1e1",
    ])
    func otherTextsAreNoAddresses(text: String) {
        #expect(IPv4Address(text) == nil)
    }
}
