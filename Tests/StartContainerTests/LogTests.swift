import Glibc
import Testing

@testable import start_container

@Suite struct LogTests {
    @Test func linesBecomeEntriesWithTheTimeOfTheirFirstByte() {
        var lines = LineAssembler(stream: .output)
        #expect(text(lines.receive(bytes("one\ntw"), time: 1)) == "1 o one\n")
        #expect(text(lines.receive(bytes("o\r\n\n"), time: 2)) == "1 o two\n2 o \n")
        #expect(text(lines.receive(bytes("end"), time: 3)).isEmpty)
        #expect(text(lines.finish()) == "3 o end\n")
        #expect(text(lines.finish()).isEmpty)
    }

    @Test func invalidBytesAreReplaced() {
        var lines = LineAssembler(stream: .errors)
        #expect(text(lines.receive([0x61, 0xFF, 0x62, 0x0A], time: 7)) == "7 e a\u{FFFD}b\n")
    }

    @Test func longLinesAreSplitBetweenCharacters() {
        var lines = LineAssembler(stream: .output)
        let message = String(repeating: "x", count: LogEntry.maximumMessageSize - 1) + "ü" + "rest"
        let (entries, count) = lines.receive(bytes(message + "\n"), time: 1)
        #expect(count == 2)
        let messages = text((entries, count)).split(separator: "\n").map { $0.dropFirst(4) }
        #expect(messages.joined() == message)
        #expect(messages.last == "ürest")
    }

    @Test func aFileIsContinuedInTheSameLifeOfTheMachineOnly() throws {
        let directory = try TemporaryDirectory()
        var first = LogWriter(directory: directory.path, bootIdentifier: "a")
        first.append(Array("1 o x\n".utf8), count: 1)
        var second = LogWriter(directory: directory.path, bootIdentifier: "a")
        second.append(Array("2 o y\n".utf8), count: 1)
        var third = LogWriter(directory: directory.path, bootIdentifier: "b")
        third.append(Array("3 o z\n".utf8), count: 1)
        #expect(directory.names == ["00000001.log", "00000002.log"])
        #expect(directory.content("00000001.log") == "startos-log 1 a\n1 o x\n2 o y\n")
        #expect(directory.content("00000002.log") == "startos-log 1 b\n3 o z\n")
    }

    @Test func anEntryCutShortByACrashStandsAlone() throws {
        let directory = try TemporaryDirectory()
        try directory.write("startos-log 1 a\n1 o cut sho", to: "00000004.log")
        var writer = LogWriter(directory: directory.path, bootIdentifier: "a")
        writer.append(Array("2 o next\n".utf8), count: 1)
        #expect(directory.content("00000004.log") == "startos-log 1 a\n1 o cut sho\n2 o next\n")
    }

    @Test func aFloodIsLetThroughInPartOnly() {
        let second = 1_000_000
        let asked: [(bytes: Int, time: Int, allowed: Bool)] = [
            (LogRate.burst, 5 * second, true), (1, 5 * second, false),
            (LogRate.steady + 1, 6 * second, false), (LogRate.steady, 6 * second, true),
            // A clock that goes back neither gives nor takes; one that jumps ahead fills it and no more.
            (1, 0, false), (LogRate.burst, Int.max / 2, true), (1, Int.max / 2, false),
        ]
        var rate = LogRate()
        for (bytes, time, allowed) in asked {
            let answer = rate.allows(bytes, at: time)
            #expect(answer == allowed, "\(bytes) at \(time)")
        }
    }

    @Test func theSizeOfAllFilesIsBounded() throws {
        let directory = try TemporaryDirectory()
        var writer = LogWriter(directory: directory.path, bootIdentifier: "a")
        let chunk = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        for _ in 0..<100 { writer.append(chunk, count: 1) }
        let sizes = directory.names.map { directory.content($0).utf8.count }
        #expect(sizes.allSatisfy { $0 <= LogWriter.maximumFileSize })
        #expect(sizes.reduce(0, +) <= LogWriter.maximumTotalSize)
        #expect(sizes.reduce(0, +) > LogWriter.maximumTotalSize / 2)
    }

    @Test func manyShortFilesSurvive() throws {
        let directory = try TemporaryDirectory()
        for boot in 0..<80 {
            var writer = LogWriter(directory: directory.path, bootIdentifier: "\(boot)")
            writer.append(Array("1 o x\n".utf8), count: 1)
        }
        #expect(directory.names.count == LogWriter.maximumFileCount)
        #expect(directory.names.last == "00000080.log")
    }

    @Test func lostEntriesAreCounted() throws {
        let directory = try TemporaryDirectory()
        var writer = LogWriter(directory: directory.path + "/later", bootIdentifier: "a")
        writer.append(Array("1 o x\n".utf8), count: 1)
        writer.append(Array("2 o y\n3 o z\n".utf8), count: 2)
        #expect(mkdir(directory.path + "/later", 0o755) == 0)
        writer.append(Array("4 o back\n".utf8), count: 1)
        let content = directory.content("later/00000001.log")
        #expect(content.contains(" e 3 log entries were lost\n"))
        #expect(content.hasSuffix("4 o back\n"))
    }

    private func bytes(_ text: String) -> ArraySlice<UInt8> { Array(text.utf8)[...] }
    private func text(_ result: (entries: [UInt8], count: Int)) -> String {
        String(decoding: result.entries, as: UTF8.self)
    }
}
