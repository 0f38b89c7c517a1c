import Errors
import JSONValues
import Logging
import Logs
import RPCMethods
import SimulatedSystem
import Synchronization
import SystemInterface
import SystemPackage
import Testing

@testable import StartDaemon

@Suite("The server's own log")
struct LogSourceTests {
    private let files = SimulatedFileSystem()
    private let time = SimulatedTimeSource()
    private let directory = FilePath("/logs")

    init() throws {
        try files.createDirectory(directory, permissions: .ownerReadWriteExecute)
    }

    private func source(boot: String? = "one") -> FileLogSource {
        FileLogSource(
            store: LogStore(files: OwnLogFiles(directory: directory, files: files)), time: time, currentBoot: boot
        ) { AsyncStream { $0.finish() } }
    }

    private func page(_ selection: LogSelection, boot: String? = "one") throws -> LogPage {
        try source(boot: boot).page(LogQuery(selection))
    }

    @Test("what the daemon says is kept with its level, bounded, and found again")
    func writing() throws {
        let writer = LogFileWriter(directory: directory, bootId: "one", files: files, time: time)
        var logger = Logger(label: "startd") { _ in DaemonLogHandler(file: writer, time: time) }
        logger.logLevel = .info
        logger.info("Hello", metadata: ["b": "2", "a": "1"])
        logger.debug("never")
        logger.error("Two\nlines")
        let entries = try page(LogSelection()).entries
        #expect(entries.map(\.message) == ["Hello a=1 b=2", "Two", "lines"])
        #expect(entries.map(\.level) == [.info, .error, .error])
        #expect(try page(LogSelection(level: .warning)).entries.count == 2)
        for number in 0..<4000 { writer.append(String(repeating: "x", count: 4000) + "\(number)", .debug) }
        #expect(try files.list(directory).count == LogFileWriter.fileCount)
        #expect(try page(LogSelection(limit: 1)).entries.first?.message.hasSuffix("3999") == true)
        // The next daemon begins a new file and goes on counting.
        let next = LogFileWriter(directory: directory, bootId: "two", files: files, time: time)
        next.append("again", .information)
        #expect(try page(LogSelection(limit: 1)).entries.first?.message == "again")
    }

    @Test("a disk that takes nothing is no trouble, and is told about later")
    func fullDisk() throws {
        let writer = LogFileWriter(directory: "/missing", bootId: "one", files: files, time: time)
        writer.append("lost", .error)
        writer.append("lost\ntoo", .error)
        try files.createDirectory("/missing", permissions: .ownerReadWriteExecute)
        writer.append("kept", .information)
        let log = LogStore(files: OwnLogFiles(directory: "/missing", files: files))
        let messages = try log.records(before: log.end(), limit: 9).records.map(\.message)
        #expect(messages == ["3 log entries were lost", "kept"])
    }

    @Test("a boot is named by its distance or its id")
    func boots() throws {
        for (number, boot) in ["old", "older", "one"].enumerated() {
            let writer = LogFileWriter(directory: directory, bootId: boot, files: files, time: time)
            writer.append("\(number)", .information)
        }
        func messages(_ boot: LogBoot) throws -> [String] { try page(LogSelection(boot: boot)).entries.map(\.message) }
        #expect(try messages(.offset(0)) == ["2"])
        #expect(try messages(.offset(-1)) == ["1"])
        #expect(try messages(.offset(-2)) == ["0"])
        #expect(try messages(.id("old")) == ["0"])
        #expect(try messages(.id("none")) == [])
        #expect(throws: StartError.self) { try messages(.offset(-3)) }
        #expect(throws: StartError.self) { try messages(.offset(1)) }
    }

    @Test(arguments: [
        LogSelection(limit: 0), LogSelection(limit: 10_001), LogSelection(search: String(repeating: "x", count: 1025)),
        LogSelection(since: "yesterday"), LogSelection(until: "2026-01-01"),
    ])
    func wrongParametersAreNamed(_ selection: LogSelection) {
        #expect(throws: StartError.self) { try LogQuery(selection) }
    }

    @Test("who follows gets the last entries and then all later ones, with the place of each")
    func following() async throws {
        let writer = LogFileWriter(directory: directory, bootId: "one", files: files, time: time)
        for number in 0..<5 { writer.append("\(number)", .information) }
        let followed = try source().follow(LogQuery(LogSelection(limit: 2)))
        for number in 5..<7 { writer.append("\(number)", .information) }
        let seen = Mutex<[LogEntry]>([])
        try await followed.run { entry in seen.withLock { $0.append(entry) } }
        let entries = seen.withLock { $0 }
        #expect(entries.map(\.message) == ["3", "4", "5", "6"])
        let resumed = try page(LogSelection(cursor: entries[1].cursor, before: false))
        #expect(resumed.entries.map(\.message) == ["5", "6"])
    }

    @Test("one that reads nothing for a minute is let go")
    func patience() async throws {
        let sending = PatientSending(time: time)
        let task = Task {
            try await sending.run({ (_: Int) in try await time.sleep(for: .seconds(1_000_000)) }) { send in
                try await send(1)
            }
        }
        for _ in 0..<4 {
            await time.waitForSleepers(2)
            time.advance(by: PatientSending.limit / 4)
        }
        let result = await task.result
        #expect(throws: StartError.self) { try result.get() }
    }
}

@Suite("Logs of the machine")
struct MachineLogTests {
    @Test("an entry of the journal")
    func journal() throws {
        let line =
            #"{"__CURSOR":"s=1;i=2","__REALTIME_TIMESTAMP":"1767225600000001","MESSAGE":"hello","PRIORITY":"4","_BOOT_ID":"0123456789abcdef0123456789abcdef"}"#
        let entry = try #require(JournalEntry(line))
        #expect(entry.cursor == "s=1;i=2")
        #expect(entry.followed.cursor == "s=1;i=2")
        #expect(entry.entry.level == .warning)
        #expect(entry.entry.timestamp == "2026-01-01T00:00:00.000001Z")
        #expect(entry.bootId == "01234567-89ab-cdef-0123-456789abcdef")
        let bytes = #"{"__CURSOR":"c","__REALTIME_TIMESTAMP":"1","MESSAGE":[104,105,255]}"#
        #expect(JournalEntry(bytes)?.message == "hi\u{FFFD}")
        for wrong in ["", "{}", "-- No entries --", #"{"__CURSOR":"c"}"#] { #expect(JournalEntry(wrong) == nil) }
    }

    @Test("the kernel's ring, with messages of the same moment told apart")
    func kernel() throws {
        let text =
            #"{"dmesg":[{"pri":6,"time":1.5,"msg":"a"},{"pri":3,"time":1.5,"msg":"b"},{"pri":12,"time":2.0,"msg":"c"}]}"#
        let messages = KernelRingLogSource.parse(
            text, now: Timestamp(microseconds: 10_000_000), uptime: .seconds(4), bootId: "x")
        #expect(messages.map(\.cursor.description) == ["1500000.0", "1500000.1", "2000000.0"])
        #expect(messages.map(\.severity) == [.information, .error, .warning])
        #expect(messages[0].time == Timestamp(microseconds: 7_500_000))
        #expect(try KernelRingLogSource.Cursor("1500000.1") == messages[1].cursor)
        #expect(throws: StartError.self) { try KernelRingLogSource.Cursor("x") }
        #expect(KernelRingLogSource.parse("", now: .init(microseconds: 0), uptime: .zero, bootId: "").isEmpty)
    }
}
