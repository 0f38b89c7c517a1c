import Errors
import JSONValues
import RPCMethods
import Synchronization
import SystemInterface
import Testing

@testable import CommandLine

@Suite("On a terminal")
struct TerminalTests {
    @Test(
        "nothing of a stranger's text is obeyed",
        arguments: [
            ("plain ÄÖ 漢字 👍", "plain ÄÖ 漢字 👍"), ("a\tb", "a\tb"), ("\u{1B}[31mred\u{1B}[0m", "red"),
            ("\u{1B}]0;title\u{07}after", "after"), ("\u{1B}]8;;http://x\u{1B}\\link\u{1B}]8;;\u{1B}\\", "link"),
            ("\u{1B}[2J\u{1B}[1;1Hgone", "gone"), ("\u{9B}31mred", "red"), ("\u{9D}0;t\u{9C}x", "x"),
            ("back\u{08}\u{08}\u{08}space\r\n", "backspace"), ("bell\u{07}\0", "bell"), ("\u{1B}c reset", " reset"),
            ("\u{1B}", ""), ("\u{1B}[", ""), ("\u{1B}[31", ""), ("\u{1B}]never ends", ""),
            ("\u{1B}P1$r0m\u{1B}\\x", "x"), ("\u{202E}evil\u{2066}", "evil"), ("\u{1B}\u{1B}[31mx", "x"),
        ])
    func cleans(_ text: String, _ clean: String) {
        #expect(TerminalText.clean(text) == clean)
        #expect(TerminalText.clean(clean) == clean)
    }

    @Test("what a pipe gets is as it was, what a terminal gets is clean and coloured by level")
    func logLines() {
        func entry(_ level: LogLevel) -> LogEntry {
            LogEntry(timestamp: "2026-01-31T12:00:00.5Z", message: "a\u{1B}[2Jb", bootId: "", level: level)
        }
        #expect(LogPrinter.line(entry(.info)) == "2026-01-31T12:00:00.500Z a\u{1B}[2Jb")
        #expect(LogPrinter.line(entry(.error), isTerminal: true) == "2026-01-31T12:00:00.500Z ab")
        let colored = LogPrinter.line(entry(.error), isTerminal: true, true)
        #expect(colored.contains("\u{1B}[31mab\u{1B}[0m"))
        #expect(!colored.contains("[2J"))
    }

    @Test func errorsAreCleanedForTerminalsOnly() async throws {
        let home = try TestHome()
        let path = "miss\u{1B}]0;x\u{07}ing"
        #expect(await home.run(["util", "b3sum", path]) { $0.console.isInteractive = true } == 6)
        #expect(home.errors.contains("missing"))
        #expect(!home.errors.contains("\u{1B}"))
    }

    @Test func widthsCountWhatIsSeen() {
        #expect(TerminalText.width("abc") == 3)
        #expect(TerminalText.width("漢字") == 4)
        #expect(TerminalText.width("e\u{301}") == 1)
        #expect(TerminalText.width("👍") == 2)
        #expect(TerminalText.truncated("漢字漢字", to: 5) == "漢字…")
        #expect(TerminalText.truncated("abc", to: 3) == "abc")
        #expect(TerminalText.truncated("abcd", to: 3) == "ab…")
        #expect(TerminalText.truncated("abcd", to: 0) == "")
    }

    @Test func tablesAreAlignedAndCutToTheTerminalOnly() {
        var table = TextTable("ID", .init("SIZE", .right), "NOTE")
        table.add("hello-world", "5", "a long note that does not fit")
        table.add("漢字", "1234567", "x\ny")
        #expect(
            table.text() == """
                ID              SIZE  NOTE
                hello-world        5  a long note that does not fit
                漢字         1234567  xy
                """)
        let narrow = table.text(within: 32).split(separator: "\n").map(String.init)
        #expect(narrow.allSatisfy { TerminalText.width($0) <= 32 })
        #expect(narrow[1].hasSuffix("…"))
    }

    @Test(
        arguments: [
            ("0", 0), ("4096", 4096), ("512M", 512 << 20), ("10g", 10 << 30), ("1.5GiB", 3 << 29), ("2 KB", 2048),
            ("7B", 7),
        ] as [(String, Int64)])
    func sizes(_ text: String, _ bytes: Int64) throws {
        #expect(try Amounts.parseBytes(text) == bytes)
    }

    @Test(arguments: ["", "M", "-1", "1X", "1.2.3M", "1e9", "99999999999P", "１M", "one"])
    func noSizes(_ text: String) {
        #expect(throws: StartError.self) { try Amounts.parseBytes(text) }
    }

    @Test func amountsInWords() {
        #expect(Amounts.bytes(0) == "0 B")
        #expect(Amounts.bytes(1023) == "1023 B")
        #expect(Amounts.bytes(1536) == "1.5 KiB")
        #expect(Amounts.bytes(5e18).hasSuffix("PiB"))
        #expect(Amounts.words(0) == "0s")
        #expect(Amounts.words(3661) == "1h 1m")
        #expect(Amounts.words(90_000) == "1d 1h")
        #expect(Amounts.duration("90m") == .seconds(5400))
        #expect(Amounts.duration("x") == nil && Amounts.duration("-1s") == nil && Amounts.duration("") == nil)
    }

    @Test func sinceIsATimeOrHowLongAgo() throws {
        let now = Timestamp(microseconds: 1_767_225_600_000_000)
        #expect(try LogOptions.time("1d", "--since", now) == "2025-12-31T00:00:00.000000Z")
        #expect(try LogOptions.time("2026-01-31", "--since", now) == "2026-01-31T00:00:00.000000Z")
        #expect(try LogOptions.time("2026-01-31T12:00:00+01:00", "--since", now) == "2026-01-31T11:00:00.000000Z")
        #expect(throws: StartError.self) { try LogOptions.time("yesterday", "--since", now) }
    }
}

@Suite("Progress")
struct ProgressTests {
    private static let progress: JSON = [
        "overall": ["done": 1, "total": 2],
        "phases": [
            ["name": "Uploading", "progress": ["done": 10_485_760, "total": 20_971_520, "units": "bytes"]],
            ["name": "Evil\u{1B}[2J", "progress": nil],
        ],
    ]

    private func written(_ change: (inout Console) -> Void, _ body: (inout ProgressDisplay) -> Void) -> String {
        let text = Collected()
        var console = Console(write: { _ in }, writeError: { text.append($0) })
        change(&console)
        var display = ProgressDisplay(console)
        body(&display)
        return text.text
    }

    @Test("a terminal sees bars with the rate and the time left, redrawn in place")
    func bars() {
        let text = written({ $0.isInteractive = true }) { display in
            var start = Self.progress
            start["phases"] = [["name": "Uploading", "progress": ["done": 0, "total": 20_971_520, "units": "bytes"]]]
            display.show(start, at: .zero)
            display.show(Self.progress, at: .seconds(2))
        }
        #expect(text.contains("50%  10.0 MiB / 20.0 MiB  5.0 MiB/s  2s"))
        #expect(text.contains("\u{1B}[2A"))
        #expect(!text.contains("\u{1B}[2J"))
    }

    @Test("elsewhere each phase is a line, told once")
    func lines() {
        let text = written({ _ in }) { display in
            display.show(Self.progress, at: .zero)
            display.show(Self.progress, at: .seconds(1))
            display.show(["overall": true, "phases": [["name": "Uploading", "progress": true]]], at: .seconds(2))
        }
        #expect(text == "Uploading …\nUploading done\n")
    }

    @Test("quiet is quiet")
    func quiet() {
        let text = written({ $0.isQuiet = true }) { $0.show(Self.progress, at: .zero) }
        #expect(text.isEmpty)
    }
}

/// What a console wrote.
private final class Collected: Sendable {
    private let bytes = Mutex<[UInt8]>([])

    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }

    func append(_ more: [UInt8]) {
        bytes.withLock { $0 += more }
    }
}

@Suite("Suggestions")
struct SpellingTests {
    @Test(arguments: [
        ("helo-world", "hello-world"), ("hello-wolrd", "hello-world"), ("syncthign", "syncthing"),
        ("sync", "syncthing"),
        ("syncthing", "syncthing"),
    ])
    func nearest(_ word: String, _ meant: String) {
        #expect(Spelling.nearest(to: word, in: ["syncthing", "hello-world", "nextcloud"]) == meant)
    }

    @Test func nothingIsBetterThanAnything() {
        #expect(Spelling.nearest(to: "bitcoin", in: ["syncthing", "hello-world"]) == nil)
        #expect(Spelling.nearest(to: "", in: ["syncthing"]) == nil)
        #expect(Spelling.nearest(to: "x", in: []) == nil)
    }
}
