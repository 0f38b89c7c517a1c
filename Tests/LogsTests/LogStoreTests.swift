import Errors
import Logs
import SystemInterface
import Testing

@Suite("The log of a service")
struct LogStoreTests {
    private static let start = LogPosition(file: 0, offset: 0)

    /// Three files with sixty lines.
    private func threeFiles() throws -> LogFixture {
        try LogFixture([
            "00000007.log": LogFixture.header + LogFixture.lines(0..<20),
            "00000008.log": "startos-log 1 boot-two\n" + LogFixture.lines(20..<40),
            "00000010.log": "startos-log 1 boot-two\n" + LogFixture.lines(40..<60),
        ])
    }

    private func numbers(_ records: [LogRecord]) -> [Int] {
        records.compactMap { Int($0.message.dropFirst("message ".count)) }
    }

    @Test("a record has time, stream, message and boot")
    func record() throws {
        let log = try LogFixture(["00000001.log": LogFixture.header + "1700000000000001 e a b  c \n"])
        let record = try #require(try log.store.records(from: Self.start, limit: 5).records.first)
        #expect(record.time == Timestamp(microseconds: 1_700_000_000_000_001))
        #expect(record.stream == .errorOutput)
        #expect(record.message == "a b  c ")
        #expect(record.bootId == "boot-one")
    }

    @Test("pages of any size meet every record once, in both directions", arguments: [1, 2, 7, 20, 59, 60, 1000])
    func paging(size: Int) throws {
        let store = try threeFiles().store
        var forwards: [Int] = []
        var position = Self.start
        while case let page = try store.records(from: position, limit: size).records, let last = page.last {
            #expect(page.count <= size)
            forwards += numbers(page)
            position = last.end
        }
        #expect(forwards == Array(0..<60))

        var backwards: [Int] = []
        position = try store.end()
        while case let page = try store.records(before: position, limit: size).records, let first = page.first {
            #expect(page.count <= size)
            backwards = numbers(page) + backwards
            position = first.position
        }
        #expect(backwards == Array(0..<60))
    }

    @Test("backwards over more than one window of bytes")
    func longFile() throws {
        let log = try LogFixture(["00000001.log": LogFixture.header + LogFixture.lines(0..<20_000)])
        let end = try log.store.end()
        #expect(numbers(try log.store.records(before: end, limit: 15_000).records) == Array(5000..<20_000))
        #expect(numbers(try log.store.records(before: end, limit: 100_000).records) == Array(0..<20_000))
    }

    @Test("boots are told apart")
    func boots() throws {
        let records = try threeFiles().store.records(from: Self.start, limit: 100).records
        #expect(records.prefix(20).allSatisfy { $0.bootId == "boot-one" })
        #expect(records.dropFirst(20).allSatisfy { $0.bootId == "boot-two" })
    }

    @Test("a cursor goes through text and back")
    func cursors() throws {
        for position in [Self.start, LogPosition(file: 10, offset: 123_456)] {
            #expect(LogPosition(position.description) == position)
        }
        for text in ["", ":", "1", "1:", ":1", "-1:0", "0:-1", "1:2:3", "a:b", "1 :2", "99999999999999999999:0"] {
            #expect(LogPosition(text) == nil, "\(text)")
        }
    }

    @Test("what is written later is met by going on from the end")
    func following() throws {
        let log = try LogFixture(["00000001.log": LogFixture.header + LogFixture.lines(0..<3)])
        let end = try log.store.end()
        #expect(try log.store.records(from: end, limit: 10).records.isEmpty)
        try log.append("3 o message 3\n4 o mess", to: "00000001.log")
        let more = try log.store.records(from: end, limit: 10).records
        // The last line is not whole yet.
        #expect(numbers(more) == [3])
        try log.append("age 4\n", to: "00000001.log")
        let next = try #require(more.last).end
        #expect(numbers(try log.store.records(from: next, limit: 10).records) == [4])
        try log.write(Array((LogFixture.header + LogFixture.lines(5..<7)).utf8), to: "00000002.log")
        #expect(numbers(try log.store.records(from: next, limit: 10).records) == [4, 5, 6])
    }

    @Test("a position in a file that rotation took away moves to what is left")
    func rotation() throws {
        let log = try threeFiles()
        let position = try #require(try log.store.records(from: Self.start, limit: 5).records.last).end
        try log.remove("00000007.log")
        #expect(numbers(try log.store.records(from: position, limit: 100).records) == Array(20..<60))
        #expect(try log.store.records(before: position, limit: 100).records.isEmpty)
        #expect(try LogFixture().store.end() == Self.start)
        #expect(try LogFixture().store.records(before: LogPosition(file: 3, offset: 9), limit: 5).records.isEmpty)
    }
}
