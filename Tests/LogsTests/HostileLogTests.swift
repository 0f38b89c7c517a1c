import Errors
import Logs
import SystemInterface
import Testing

/// A container writes its own log directory: nothing in it can be trusted.
@Suite("A log that somebody else wrote")
struct HostileLogTests {
    private static let start = LogPosition(file: 0, offset: 0)

    private func messages(_ log: LogFixture) throws -> [String] {
        let forwards = try log.store.records(from: Self.start, limit: 1000).records.map(\.message)
        let backwards = try log.store.records(before: log.store.end(), limit: 1000).records.map(\.message)
        #expect(forwards == backwards)
        return forwards
    }

    @Test("lines of another form are passed over")
    func otherLines() throws {
        let lines = [
            "", " ", "o", "1 o", "x o text", "1 x text", "1 oo text", "-1 o text", "1  o text",
            "99999999999999999999 o text",
            "startos-log 1 again", "1 o fine",
        ]
        let log = try LogFixture(["00000001.log": LogFixture.header + lines.joined(separator: "\n") + "\n"])
        #expect(try messages(log) == ["fine"])
    }

    @Test("other files and other names are passed over")
    func otherNames() throws {
        var contents = ["00000005.log": LogFixture.header + "1 o fine\n"]
        for name in [
            "-0000001.log", "+0000001.log", "0000000a.log", "1.log", "000000001.log", "00000001.txt", "00000001.LOG",
            ".log", "٠٠٠٠.log",
        ] {
            contents[name] = LogFixture.header + "1 o not fine\n"
        }
        #expect(try messages(LogFixture(contents)) == ["fine"])
    }

    @Test("a file without our header has no boot, and its lines count")
    func header() throws {
        for header in ["", "startos-log\n", "startos-log 1 two words\n", "\n"] {
            let log = try LogFixture(["00000001.log": header + "1 o fine\n"])
            let records = try log.store.records(from: Self.start, limit: 10).records
            #expect(records.map(\.message) == ["fine"], "\(header)")
            #expect(records.map(\.bootId) == [""], "\(header)")
        }
    }

    @Test("bytes that are no UTF-8 are replaced, control characters stay text")
    func bytes() throws {
        let log = try LogFixture()
        try log.write(Array("1 o a".utf8) + [0xFF, 0x00, 0x1B, 0xC3] + Array("\n2 o b\n".utf8), to: "00000001.log")
        #expect(try messages(log) == ["a\u{FFFD}\0\u{1B}\u{FFFD}", "b"])
    }

    @Test("a line longer than any of ours is passed over, and the next one is found")
    func longLine() throws {
        for length in [(64 << 10) - 5, 200 << 10, 1 << 20] {
            let long = String(repeating: "x", count: length)
            let log = try LogFixture(["00000001.log": LogFixture.header + "1 o \(long)\n2 o fine\n"])
            let found = try log.store.records(from: Self.start, limit: 10).records.map(\.message)
            #expect(found.last == "fine")
            #expect(try log.store.records(before: log.store.end(), limit: 1).records.map(\.message) == ["fine"])
        }
    }

    @Test("a cursor into the middle of a line begins with the next one")
    func middle() throws {
        let log = try LogFixture(["00000001.log": LogFixture.header + "1 o 2 o 3\n4 o fine\n"])
        let inside = LogPosition(file: 1, offset: Int64(LogFixture.header.utf8.count) + 4)
        #expect(try log.store.records(from: inside, limit: 10).records.map(\.message) == ["fine"])
    }

    @Test("a cursor beyond everything gives nothing or everything, and no trap")
    func beyond() throws {
        let log = try LogFixture(["00000001.log": LogFixture.header + "1 o fine\n"])
        #expect(try log.store.records(from: LogPosition(file: 1, offset: .max), limit: 10).records.isEmpty)
        for position in [LogPosition(file: 1, offset: .max), LogPosition(file: .max, offset: .max)] {
            #expect(try log.store.records(before: position, limit: 10).records.map(\.message) == ["fine"])
        }
    }

    @Test("of a file of any size a bounded part is read")
    func giant() throws {
        let log = try LogFixture()
        let filler = [UInt8](repeating: 0, count: 24 << 20)
        try log.write(
            Array((LogFixture.header + "1 o fine\n").utf8) + filler + Array("\n2 o far\n".utf8), to: "00000001.log")
        #expect(try log.store.records(from: Self.start, limit: 10).records.map(\.message) == ["fine"])
        #expect(try log.store.end().offset <= 8 << 20)
    }

    @Test("of any number of files the newest are read")
    func manyFiles() throws {
        let log = try LogFixture()
        for number in 100..<400 { try log.write(Array("\(number) o \(number)\n".utf8), to: "00000\(number).log") }
        let found = try log.store.records(from: Self.start, limit: 10_000).records
        #expect(found.last?.message == "399")
        #expect(found.count == 128)
    }
}
