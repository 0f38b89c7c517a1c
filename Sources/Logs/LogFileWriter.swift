package import Errors
import Synchronization
package import SystemInterface
package import SystemPackage

/// Writes a log of our own in the form of a service's (`docs/formats/service-log.md`), bounded in size and number of files.
///
/// Nobody is ever held up or told off by it: what cannot be written is counted, and said with the next entry that can.
package final class LogFileWriter: Sendable {
    private struct State {
        var file: (any OpenFile)?
        var number = 0
        var size: Int64 = 0
        var lostEntries = 0
    }

    /// Bytes in one file, and how many files are kept.
    package static let fileSize: Int64 = 1 << 20
    package static let fileCount = 8

    private let directory: FilePath
    private let header: [UInt8]
    private let files: any FileSystem
    private let time: any TimeSource
    private let state = Mutex(State())

    /// - Parameter bootId: The id of this life of the machine.
    package init(directory: FilePath, bootId: String, files: any FileSystem, time: any TimeSource) {
        self.directory = directory
        self.files = files
        self.time = time
        header = Array("startos-log 1 \(bootId)\n".utf8)
        let numbers = (try? LogStore(files: OwnLogFiles(directory: directory, files: files)).fileNumbers()) ?? []
        // Each life of the daemon has files of its own: nothing of another's needs to be mended.
        state.withLock { $0.number = numbers.last ?? 0 }
    }

    /// Appends a message with its severity; each line of it becomes an entry.
    package func append(_ message: String, _ severity: LogSeverity) {
        let stamp = time.now.microseconds
        let prefix = "\(stamp) \(severity >= .warning ? "e" : "o") <\(severity.priority)>"
        let lines = message.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let bytes = lines.flatMap { Array("\(prefix)\($0.prefix(4096))\n".utf8) }
        state.withLock { state in
            do throws(StartError) {
                if state.file == nil || state.size + Int64(bytes.count) > Self.fileSize { try startFile(&state) }
                var bytes = bytes
                if state.lostEntries > 0 {
                    bytes = Array("\(stamp) e <4>\(state.lostEntries) log entries were lost\n".utf8) + bytes
                }
                try state.file?.write(bytes, at: state.size)
                state.size += Int64(bytes.count)
                state.lostEntries = 0
            } catch {
                state.lostEntries += lines.count
            }
        }
    }

    private func startFile(_ state: inout State) throws(StartError) {
        state.file?.close()
        state.file = nil
        let file = try files.open(
            directory.appending(LogStore.fileName(state.number + 1)), .createNew, permissions: .ownerReadWrite)
        state.number += 1
        try file.write(header, at: 0)
        state.size = Int64(header.count)
        state.file = file
        for name in try files.list(directory).filter({ $0.hasSuffix(".log") }).dropLast(Self.fileCount) {
            try files.remove(directory.appending(name))
        }
    }
}

/// The files that a `LogFileWriter` writes.
package struct OwnLogFiles: LogFiles {
    private let directory: FilePath
    private let files: any FileSystem

    package init(directory: FilePath, files: any FileSystem) {
        self.directory = directory
        self.files = files
    }

    package func names() throws(StartError) -> [String] {
        try files.exists(directory) ? files.list(directory) : []
    }

    package func open(_ name: String) throws(StartError) -> any OpenFile {
        try files.open(directory.appending(name), .read, permissions: .ownerReadWrite)
    }
}
