import Logs
import SystemInterface
import Testing

@Suite("Following a log")
struct LogFollowingTests {
    private static let start = LogPosition(file: 0, offset: 0)

    /// What is told until the changes end; `step` is done after each event, before the next is asked for.
    private func follow(
        _ log: LogFixture, from position: LogPosition = start, filter: LogFilter = LogFilter(),
        changes: AsyncStream<Void>, step: (Int) throws -> Void = { _ in }
    ) async throws -> [String] {
        var told: [String] = []
        try await log.store.follow(from: position, filter: filter, changes: changes) { event in
            switch event {
            case .record(let record): told.append(record.message)
            case .removed: told.append("removed")
            }
            try step(told.count)
        }
        return told
    }

    @Test("each entry is told once while the writer goes from file to file and removes old ones")
    func rotation() async throws {
        let log = try LogFixture()
        let (changes, change) = AsyncStream<Void>.makeStream()
        var written = 0
        /// A batch into each file; of the files before, only the last stays.
        func write() throws {
            let file = written / 50 + 1
            let text = (written..<written + 10).map { "\($0) o \($0)\n" }.joined()
            let name = "0000000\(file).log"
            if written % 50 == 0 {
                try log.write(Array((LogFixture.header + text).utf8), to: name)
                if file > 2 { try log.remove("0000000\(file - 2).log") }
            } else {
                try log.append(text, to: name)
            }
            written += 10
            change.yield()
            if written == 300 { change.finish() }
        }
        try write()
        let told = try await follow(log, changes: changes) { count in
            if count == written, written < 300 { try write() }
        }
        #expect(told == (0..<300).map(String.init))
    }

    @Test("an entry that is written in two goes is told once it is whole")
    func halves() async throws {
        let log = try LogFixture(["00000001.log": LogFixture.header + "1 o one\n2 o tw"])
        let (changes, change) = AsyncStream<Void>.makeStream()
        change.yield()
        change.finish()
        let told = try await follow(log, changes: changes) { count in
            if count == 1 { try log.append("o\n", to: "00000001.log") }
        }
        #expect(told == ["one", "two"])
    }

    @Test("what was removed before it could be told is said, once")
    func gap() async throws {
        let log = try LogFixture([
            "00000001.log": LogFixture.header + LogFixture.lines(0..<300),
            "00000002.log": LogFixture.header + "1 o second\n",
        ])
        let (changes, change) = AsyncStream<Void>.makeStream()
        change.finish()
        let told = try await follow(log, changes: changes) { count in
            // The first 256 are in hand by then.
            if count == 1 { try log.remove("00000001.log") }
        }
        #expect(told.count == 258)
        #expect(told.suffix(2) == ["removed", "second"])
    }

    @Test("only what is wanted is told, and what is passed over is not looked at again")
    func filtered() async throws {
        let log = try LogFixture(["00000001.log": LogFixture.header + LogFixture.lines(0..<1000)])
        let (changes, change) = AsyncStream<Void>.makeStream()
        change.finish()
        let told = try await follow(log, filter: LogFilter(search: "message 77"), changes: changes)
        #expect(told == ["message 77"] + (770..<780).map { "message \($0)" })
    }
}
