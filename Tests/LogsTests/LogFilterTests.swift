import Logs
import SystemInterface
import Testing

@Suite("Searching a log")
struct LogFilterTests {
    private static let start = LogPosition(file: 0, offset: 0)

    /// Three hundred entries in three files; each seventh says "Odd", each tenth is an error.
    private func log() throws -> LogFixture {
        func lines(_ numbers: Range<Int>) -> String {
            numbers.map { "\($0) o \($0 % 10 == 0 ? "[error] " : "")\($0 % 7 == 0 ? "Odd ÄRGER " : "")\($0)\n" }
                .joined()
        }
        return try LogFixture([
            "00000003.log": LogFixture.header + lines(0..<100),
            "00000004.log": LogFixture.header + lines(100..<200),
            "00000005.log": "startos-log 1 boot-two\n" + lines(200..<300),
        ])
    }

    private func numbers(_ records: [LogRecord]) -> [Int] {
        records.compactMap { $0.message.split(separator: " ").last.flatMap { Int($0) } }
    }

    /// All that is found by paging in one direction with a budget of one window.
    private func everything(_ log: LogFixture, _ filter: LogFilter, limit: Int, backwards: Bool) throws -> [Int] {
        var found: [Int] = []
        var position = backwards ? try log.store.end() : Self.start
        while true {
            let page =
                backwards
                ? try log.store.records(before: position, limit: limit, filter: filter, budget: 1)
                : try log.store.records(from: position, limit: limit, filter: filter, budget: 1)
            #expect(page.records.count <= limit)
            found = backwards ? numbers(page.records) + found : found + numbers(page.records)
            guard page.more else { return found }
            let next = backwards ? page.start : page.end
            #expect(next != position)
            position = next
        }
    }

    @Test(
        "text, level, time and boot narrow what is found, in both directions and any pieces", arguments: [1, 3, 1000])
    func narrows(limit: Int) throws {
        let log = try log()
        let cases: [(LogFilter, (Int) -> Bool)] = [
            (LogFilter(search: "odd"), { $0 % 7 == 0 }), (LogFilter(search: "ärger"), { $0 % 7 == 0 }),
            (LogFilter(search: "nothing has this"), { _ in false }), (LogFilter(search: ""), { _ in true }),
            (LogFilter(severity: .error), { $0 % 10 == 0 }), (LogFilter(severity: .information), { _ in true }),
            (LogFilter(search: "ODD", severity: .warning), { $0 % 70 == 0 }),
            (
                LogFilter(since: Timestamp(microseconds: 150), until: Timestamp(microseconds: 250)),
                { (150..<250) ~= $0 }
            ),
            (LogFilter(since: Timestamp(microseconds: 1000)), { _ in false }),
            (LogFilter(bootId: "boot-two"), { $0 >= 200 }), (LogFilter(bootId: "boot-one"), { $0 < 200 }),
            (LogFilter(bootId: "none"), { _ in false }),
        ]
        for (filter, isWanted) in cases {
            let expected = (0..<300).filter(isWanted)
            #expect(try everything(log, filter, limit: limit, backwards: false) == expected, "\(filter)")
            #expect(try everything(log, filter, limit: limit, backwards: true) == expected, "\(filter)")
        }
        #expect(try log.store.bootIds() == ["boot-one", "boot-two"])
    }

    @Test("one call reads a bounded part, and its cursors lead through the rest")
    func budget() throws {
        let text = (0..<60_000).map { "\($0) o line \($0)\n" }.joined()
        let log = try LogFixture(["00000001.log": LogFixture.header + text])
        let filter = LogFilter(search: "line 59999")
        let first = try log.store.records(from: Self.start, limit: 10, filter: filter, budget: 200_000)
        #expect(first.records.isEmpty && first.more)
        #expect((200_000..<400_000).contains(first.end.offset))
        let back = try log.store.records(
            before: log.store.end(), limit: 10, filter: LogFilter(search: "line 7 "), budget: 200_000)
        #expect(back.records.isEmpty && back.more)
        #expect(try everything(log, filter, limit: 10, backwards: false) == [59_999])
    }

    @Test("what is no entry counts as work too")
    func garbage() throws {
        let log = try LogFixture()
        for number in 1...3 {
            try log.write([UInt8](repeating: UInt8(ascii: "\n"), count: 1 << 20), to: "0000000\(number).log")
        }
        let page = try log.store.records(from: Self.start, limit: 10, budget: 1 << 17)
        #expect(page.records.isEmpty && page.more)
        #expect(page.end.file == 1)
    }

    @Test("a cursor whose entries are gone says so")
    func expired() throws {
        let log = try log()
        let page = try log.store.records(from: Self.start, limit: 5)
        #expect(!page.expired && page.more)
        try log.remove("00000003.log")
        let next = try log.store.records(from: page.end, limit: 5)
        #expect(next.expired)
        #expect(numbers(next.records) == Array(100..<105))
        #expect(try log.store.records(before: page.end, limit: 5).expired)
        #expect(try !log.store.records(from: next.end, limit: 5).expired)
        // A log that was begun anew counts from 1 again.
        let old = try log.store.records(from: LogPosition(file: 77, offset: 5), limit: 5)
        #expect(old.expired)
        #expect(numbers(old.records) == Array(100..<105))
    }

    @Test("the prefix that only tells the level is no part of the message")
    func prefix() throws {
        let log = try LogFixture(["00000001.log": "1 o <3>broken\n2 e plain\n3 o fine\n"])
        let records = try log.store.records(from: Self.start, limit: 5).records
        #expect(records.map(\.message) == ["broken", "plain", "fine"])
        #expect(records.map(\.severity) == [.error, .warning, .information])
    }

    @Test("the end is that of a whole line, so that following misses nothing")
    func wholeEnd() throws {
        let log = try LogFixture(["00000001.log": LogFixture.header + "1 o one\n2 o tw"])
        let end = try log.store.end()
        try log.append("o\n3 o three\n", to: "00000001.log")
        #expect(try log.store.records(from: end, limit: 5).records.map(\.message) == ["two", "three"])
    }
}
