import Errors
import JSONValues
import RPCClient
import RPCMethods
import Testing

@testable import CommandLine

@Suite struct ConsoleTests {
    @Test(arguments: [
        (1, Int32(1)), (6, 6), (34, 34), (76, 76), (-32700, 68), (-32600, 168), (-32601, 167), (-32602, 166),
        (-32603, 165), (256, 1), (-1, 255),
    ])
    func mapsCodesToExitStatuses(_ code: Int, _ status: Int32) {
        #expect(ExitStatus.status(of: ErrorCode(rawValue: code)) == status)
    }

    @Test func printsFailures() {
        #expect(ExitStatus.line(StartError(.notFound, "No such thing.")) == "Not Found: No such thing.")
        let remote = StartError(remote: ["code": 7, "message": "Falsches Passwort", "data": ["details": "nein"]])
        #expect(ExitStatus.line(remote) == "Falsches Passwort: nein")
        let bare = StartError(remote: ["code": -32601, "message": "Method not found"])
        #expect(ExitStatus.line(bare) == "Method not found")
    }

    @Test(arguments: [
        ("2026-01-31T12:00:00.123456Z", "2026-01-31T12:00:00.123Z hello"),
        ("2026-01-31T12:00:00.5Z", "2026-01-31T12:00:00.500Z hello"),
        ("2026-01-31T12:00:00.000999+02:00", "2026-01-31T12:00:00.000+02:00 hello"),
        ("2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z hello"),
    ])
    func printsLogLines(_ timestamp: String, _ line: String) {
        let entry = LogEntry(timestamp: timestamp, message: "hello", bootId: "b", level: .info)
        #expect(LogPrinter.line(entry) == line)
    }

    @Test func writesYAML() throws {
        let json = try JSON(
            parsing: """
                {"a":1,"b":[true,{"c":"x","d":[]}],"e":{},"f":"yes","g":"two words","h":null,"i":[[1,2]],"j":""}
                """)
        #expect(
            YAMLWriter.text(json) == """
                a: 1
                b:
                - true
                - c: x
                  d: []
                e: {}
                f: "yes"
                g: "two words"
                h: null
                i:
                - - 1
                  - 2
                j: ""
                """)
    }

    @Test(arguments: [
        ("null", "Uploading"), ("false", "Uploading …"), ("true", "Uploading done"),
        (#"{"done":3,"total":null,"units":null}"#, "Uploading 3"),
        (
            #"{"done":524288,"total":1048576,"units":"bytes"}"#,
            "Uploading [############------------]  50%  512.0 KiB / 1.0 MiB"
        ),
        (#"{"done":9,"total":9,"units":"steps"}"#, "Uploading [########################] 100%  9 / 9"),
        (#"{"overall":true,"phases":[]}"#, "Uploading done"),
    ])
    func drawsProgress(_ progress: String, _ line: String) throws {
        let drawn = ProgressDisplay.line("Uploading", try JSON(parsing: progress))
        #expect(drawn.split(separator: " ").joined(separator: " ") == line.split(separator: " ").joined(separator: " "))
    }

    @Test("a total that no clock reaches is still a time")
    func endlessProgress() throws {
        let progress = try JSON(parsing: #"{"done":1,"total":18446744073709551615,"units":"bytes"}"#)
        #expect(ProgressDisplay.line("Installing", progress, rate: 0.2).hasSuffix("  11574d 1h"))
    }
}
