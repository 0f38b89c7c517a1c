import Errors
import Logs
import SimulatedSystem
import SystemInterface
import SystemPackage

/// The log files of one service on a simulated disk.
struct LogFixture: LogFiles {
    static let header = "startos-log 1 boot-one\n"

    let disk = SimulatedFileSystem()
    private let directory = FilePath("/logs")

    init(_ contents: [String: String] = [:]) throws {
        try disk.createDirectory(directory, permissions: .ownerReadWriteExecute)
        for (name, text) in contents { try write(Array(text.utf8), to: name) }
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        try disk.replaceFile(directory.appending(name), with: bytes)
    }

    func append(_ text: String, to name: String) throws {
        let file = try disk.open(directory.appending(name), .readWrite, permissions: .ownerReadWrite)
        defer { file.close() }
        try file.write(Array(text.utf8), at: file.size())
    }

    func remove(_ name: String) throws {
        try disk.remove(directory.appending(name))
    }

    func names() throws(StartError) -> [String] {
        try disk.list(directory)
    }

    func open(_ name: String) throws(StartError) -> any OpenFile {
        try disk.open(directory.appending(name), .read, permissions: .ownerReadWrite)
    }

    var store: LogStore { LogStore(files: self) }

    /// Lines `from ..< to` of a log, each with its number as time and message.
    static func lines(_ numbers: Range<Int>) -> String {
        numbers.map { "\($0) \($0 % 3 == 0 ? "e" : "o") message \($0)\n" }.joined()
    }
}
