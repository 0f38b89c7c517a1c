import BinaryEncodings
import DNSMessages
import Errors
import Glibc
import LiveSystem
import Logging
import SimulatedSystem
import Synchronization
import SystemInterface
import SystemPackage
import Testing

@testable import Networking

@Suite(.timeLimit(.minutes(1))) struct NameServerTests {
    private static let port = 5310

    /// The name server with its services `shop`, which reaches `bank`, and `bank`.
    private struct Place {
        let server: String
        let shop: String
        let bank: String
        let stranger: String
        let upstream: [String]
    }

    private func withServer(
        upstream: (Place) -> [String] = { $0.upstream }, _ body: (Place) async throws -> Void
    ) async throws {
        let all = LoopbackNetwork().addresses()
        let place = Place(server: all[0], shop: all[1], bank: all[2], stranger: all[3], upstream: Array(all[4...]))
        let server = try nameServer(place, upstream: upstream(place))
        let (states, input) = AsyncStream<StartError?>.makeStream()
        let running = Task { await server.run { input.yield($0) } }
        defer { running.cancel() }
        for await problem in states {
            if let problem { throw problem }
            break
        }
        try await body(place)
    }

    private func nameServer(_ place: Place, upstream: [String]) throws -> NameServer {
        let files = SimulatedFileSystem()
        try files.createDirectory("/etc", permissions: .ownerReadWriteExecute)
        let lines = upstream.map { "nameserver \($0)\n" }.joined()
        try files.replaceFile("/etc/resolv.conf", with: Array(lines.utf8))
        func address(_ text: String) throws -> IPv4Address { try #require(IPv4Address(text)) }
        let names = ServiceNames(
            server: try address(place.server), prefixLength: 24,
            services: [
                "shop": .init(address: try address(place.shop), reaches: ["bank"]),
                "bank": .init(address: try address(place.bank), reaches: []),
            ])
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return NameServer(
            names: names, port: Self.port, servers: MachineNameServers(files: files, time: LiveTimeSource()),
            time: LiveTimeSource(), random: LiveRandomSource(), logger: logger)
    }

    private func query(
        _ name: String, _ type: RecordType = .address, payload: Int? = nil
    ) throws -> DNSQuery {
        DNSQuery(
            id: 0x4711, question: DNSQuestion(name: try #require(DomainName(name)), type: type),
            extensions: payload.map { .init(payloadSize: $0, wantsSignatures: false) })
    }

    private func ask(
        _ query: DNSQuery, from source: String, in place: Place
    ) async throws -> RelayedAnswer {
        let bytes = try #require(
            try await exchange(query.bytes(id: query.id), from: source, to: place.server, port: Self.port))
        return try #require(RelayedAnswer(bytes, to: query, id: query.id))
    }

    private func expect(
        _ code: ResponseCode, for query: DNSQuery, from source: String, in place: Place,
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        let answer = try await ask(query, from: source, in: place)
        #expect(answer.code == code, sourceLocation: location)
    }

    /// Answers every question with one address.
    private static let answering: @Sendable ([UInt8]) -> [[UInt8]] = { message in
        guard case .query(let query) = DNSRequest(parsing: message) else { return [] }
        let record = DNSResponse.Record(query.question.name, .address(IPv4Address(rawValue: 0xC000_0201)))
        return [DNSResponse(.noError, answers: [record]).bytes(to: query)]
    }

    private static func failing(_ code: ResponseCode) -> @Sendable ([UInt8]) -> [[UInt8]] {
        { message in
            guard case .query(let query) = DNSRequest(parsing: message) else { return [] }
            return [DNSResponse(code).bytes(to: query)]
        }
    }

    @Test func servicesLearnEachOthersAddresses() async throws {
        try await withServer { place in
            let query = try query("bank.startos")
            let answer = try await ask(query, from: place.shop, in: place)
            #expect(answer.code == .noError)
            #expect(Array(answer.bytes(limit: nil).suffix(4)) == IPv4Address(place.bank)?.octets)
            let other = try self.query("shop.startos")
            try await expect(.noSuchName, for: other, from: place.bank, in: place)
            let overTCP = try await converse(
                [query.bytes(id: 1), query.bytes(id: 2)], from: place.shop, to: place.server, port: Self.port)
            #expect(overTCP.map { $0[1] } == [1, 2])
        }
    }

    @Test func otherQuestionsArePassedOn() async throws {
        try await withServer { place in
            try await PlayedServer.run(at: place.upstream[0], Self.answering) { upstream in
                let query = try query("Example.ORG", payload: 4096)
                let answer = try await ask(query, from: place.shop, in: place)
                #expect(answer.code == .noError)
                #expect(Array(answer.bytes(limit: nil)[12..<25]) == query.question.name.wire)
                guard case .query(let passedOn)? = upstream.messages.first.map(DNSRequest.init) else {
                    Issue.record("nothing was passed on")
                    return
                }
                #expect(passedOn.question == query.question)
                #expect(passedOn.extensions?.payloadSize == 1232)
            }
        }
    }

    @Test func whatIsNotTheAnswerIsPassedOver() async throws {
        try await withServer { place in
            let lying: @Sendable ([UInt8]) -> [[UInt8]] = { message in
                guard let right = Self.answering(message).first else { return [] }
                var otherID = right
                otherID[0] ^= 0xFF
                var otherQuestion = right
                otherQuestion[13] = UInt8(ascii: "z")
                let turned = right.map { ~$0 }
                return [otherID, otherQuestion, [], Array(right.prefix(20)), turned, right]
            }
            try await PlayedServer.run(at: place.upstream[0], lying) { _ in
                try await expect(.noError, for: query("example.org"), from: place.shop, in: place)
            }
        }
    }

    @Test(arguments: [ResponseCode.serverFailure, .refused, .notImplemented])
    func whoFailsIsFollowedByTheNext(code: ResponseCode) async throws {
        try await withServer { place in
            try await PlayedServer.run(at: place.upstream[0], Self.failing(code)) { first in
                try await PlayedServer.run(at: place.upstream[1], Self.answering) { second in
                    try await expect(.noError, for: query("example.org"), from: place.shop, in: place)
                    try await expect(.noError, for: query("example.org"), from: place.shop, in: place)
                    // Who answered is asked first from then on.
                    #expect(first.messages.count == 1)
                    #expect(second.messages.count == 2)
                }
                try await expect(code, for: query("example.org"), from: place.shop, in: place)
            }
        }
    }

    @Test func whatIsTooLongComesByTCP() async throws {
        let long: @Sendable ([UInt8]) -> [[UInt8]] = { message in
            guard case .query(let query) = DNSRequest(parsing: message) else { return [] }
            let record = DNSResponse.Record(query.question.name, .address(IPv4Address(rawValue: 1)))
            return [DNSResponse(.noError, answers: Array(repeating: record, count: 60)).bytes(to: query)]
        }
        try await withServer { place in
            try await PlayedServer.run(at: place.upstream[0], long, overTCP: long) { _ in
                let query = try query("example.org")
                let short = try await ask(query, from: place.shop, in: place)
                #expect(short.isTruncated)
                let whole = try await converse(
                    [query.bytes(id: 9)], from: place.shop, to: place.server, port: Self.port)
                #expect(whole.map(\.count) == [989])
            }
        }
    }

    @Test func withoutAServerToAskTheAnswerIsAFailureAtOnce() async throws {
        try await withServer(upstream: { _ in [] }) { place in
            try await expect(.serverFailure, for: query("example.org"), from: place.shop, in: place)
        }
    }

    @Test func questionsDoNotGoInCircles() async throws {
        // The machine's own name server is this one.
        try await withServer(upstream: { [$0.server] }) { place in
            try await expect(.serverFailure, for: query("example.org"), from: place.shop, in: place)
            // One that passes on to it what it was asked by it.
            try await expect(.refused, for: query("example.org"), from: place.server, in: place)
            try await expect(.noError, for: query("bank.startos"), from: place.server, in: place)
        }
    }

    @Test func strangersAreNotAnswered() async throws {
        try await withServer { place in
            let bytes = try query("bank.startos").bytes(id: 1)
            let datagram = try await exchange(
                bytes, from: place.stranger, to: place.server, port: Self.port, within: 200)
            #expect(datagram == nil)
            let stream = try await converse([bytes], from: place.stranger, to: place.server, port: Self.port)
            #expect(stream == [])
            // It was there and would not.
            try await expect(.noError, for: query("bank.startos"), from: place.shop, in: place)
        }
    }

    @Test(arguments: [RecordType.zoneTransfer, .incrementalTransfer, .options])
    func someQuestionsAreRefused(type: RecordType) async throws {
        try await withServer { place in
            try await expect(.refused, for: query("startos", type), from: place.shop, in: place)
        }
    }

    @Test func oneServiceCannotUseUpEverybodysQuestions() async throws {
        try await withServer { place in
            try await PlayedServer.run(at: place.upstream[0], { _ in [] }) { _ in
                try await PlayedServer.run(at: place.upstream[1], Self.answering) { _ in
                    // Nobody answers these; the rest of the limit is refused at once.
                    let bytes = try query("slow.example.org").bytes(id: 7)
                    let code = try await flood(bytes, 200, from: place.shop, to: place.server, port: Self.port)
                    #expect(code == 2)
                    try await expect(.noError, for: query("example.org"), from: place.bank, in: place)
                }
            }
        }
    }

    @Test func aTakenPortIsToldAndTriedAgain() async throws {
        let all = LoopbackNetwork().addresses()
        let place = Place(server: all[0], shop: all[1], bank: all[2], stranger: all[3], upstream: [])
        let taker = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = UInt16(Self.port).bigEndian
        name.sin_addr.s_addr = inet_addr(place.server)
        let status = withUnsafeBytes(of: &name) { bytes in
            bind(taker, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t(bytes.count))
        }
        try #require(status == 0)
        listen(taker, 1)
        let server = try nameServer(place, upstream: [])
        let (states, input) = AsyncStream<StartError?>.makeStream()
        let running = Task { await server.run { input.yield($0) } }
        defer { running.cancel() }
        for await state in states {
            guard let state else { break }
            #expect(state.code == .network)
            #expect(state.message.contains("\(place.server):\(Self.port)"))
            close(taker)
        }
        try await expect(.noError, for: query("bank.startos"), from: place.shop, in: place)
    }
}
