package import Errors
package import SystemInterface

/// Where the files of a log are: a directory that a container writes and that must not be trusted.
package protocol LogFiles: Sendable {
    func names() throws(StartError) -> [String]
    /// Opens a file for reading without following any link out of the directory.
    func open(_ name: String) throws(StartError) -> any OpenFile
}

/// Reads the log of one service. Format: `docs/formats/service-log.md`.
package struct LogStore: Sendable {
    /// How many files are looked at, the newest ones: twice what the writer keeps.
    private static let fileCountLimit = 128

    private let files: any LogFiles

    package init(files: any LogFiles) {
        self.files = files
    }

    /// The numbers of the files that are there, oldest first.
    package func fileNumbers() throws(StartError) -> [Int] {
        try files.names().compactMap { name in
            let digits = name.utf8.prefix(8)
            guard name.hasSuffix(".log"), name.utf8.count == 12, digits.allSatisfy({ (48...57).contains($0) }) else {
                return nil
            }
            return Int(name.dropLast(4))
        }.sorted().suffix(Self.fileCountLimit)
    }

    /// The end of what has been written so far: of the last line that is whole.
    package func end() throws(StartError) -> LogPosition {
        guard let last = try fileNumbers().last else { return LogPosition(file: 0, offset: 0) }
        return LogPosition(
            file: last, offset: try withFile(last) { file throws(StartError) in try file.wholeEnd() } ?? 0)
    }

    /// The ids of the boots that files tell of, oldest first.
    package func bootIds() throws(StartError) -> [String] {
        var ids: [String] = []
        for number in try fileNumbers() {
            guard let id = try withFile(number, { file in file.bootId }), !id.isEmpty, ids.last != id else { continue }
            ids.append(id)
        }
        return ids
    }

    static func fileName(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 8 - digits.count)) + digits + ".log"
    }

    /// nil when the file was removed meanwhile, which the writer does with old ones.
    func withFile<Result>(
        _ number: Int, _ body: (LogFile) throws(StartError) -> Result
    ) throws(StartError) -> Result? {
        let opened: any OpenFile
        do throws(StartError) {
            opened = try files.open(Self.fileName(number))
        } catch  where error.code == .notFound {
            return nil
        }
        defer { opened.close() }
        return try body(try LogFile(opened, number: number))
    }
}
