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
    /// Bytes looked at in one go; also the longest line that is understood.
    private static let window = 64 << 10

    /// Of one file, what is looked at: twice what the writer ever puts into it. A container can make a file of any size.
    private static let fileLimit: Int64 = 8 << 20
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

    /// The end of what has been written so far.
    package func end() throws(StartError) -> LogPosition {
        guard let last = try fileNumbers().last else { return LogPosition(file: 0, offset: 0) }
        return LogPosition(file: last, offset: try size(of: last))
    }

    /// Up to `limit` records from `position` on, oldest first. A position in a file that is gone moves to what is left.
    package func records(from position: LogPosition, limit: Int) throws(StartError) -> [LogRecord] {
        var records: [LogRecord] = []
        for number in try fileNumbers() where number >= position.file && records.count < limit {
            let offset = number == position.file ? position.offset : 0
            try read(file: number, from: offset, to: .max) { record in
                records.append(record)
                return records.count < limit
            }
        }
        return records
    }

    /// The last `limit` records before `position`, oldest first.
    package func records(before position: LogPosition, limit: Int) throws(StartError) -> [LogRecord] {
        var records: [LogRecord] = []
        for number in try fileNumbers().reversed() where number <= position.file && records.count < limit {
            let size = try size(of: number)
            let end = number == position.file ? min(position.offset, size) : size
            var start = end
            var found: [LogRecord] = []
            // Go back window by window until there is enough or the file begins.
            while start > 0, found.count < limit - records.count {
                let last = start
                start = max(0, start - Int64(Self.window))
                var piece: [LogRecord] = []
                try read(file: number, from: start, to: last) { record in
                    piece.append(record)
                    return true
                }
                found = piece + found
            }
            records = found.suffix(limit - records.count) + records
        }
        return records
    }

    /// The bytes of a file that are looked at; none when it was removed meanwhile, which the writer does with old ones.
    private func size(of number: Int) throws(StartError) -> Int64 {
        do throws(StartError) {
            return min(try open(number).size(), Self.fileLimit)
        } catch  where error.code == .notFound {
            return 0
        }
    }

    private func open(_ number: Int) throws(StartError) -> any OpenFile {
        let digits = String(number)
        return try files.open(String(repeating: "0", count: max(0, 8 - digits.count)) + digits + ".log")
    }

    /// Visits the whole records of a file that begin in `start..<end` until `visit` returns false.
    private func read(
        file number: Int, from start: Int64, to end: Int64, visit: (LogRecord) -> Bool
    ) throws(StartError) {
        guard start < (try size(of: number)) else { return }
        let file = try open(number)
        defer { file.close() }
        let bootId = Self.bootId(ofHeader: try file.read(at: 0, count: 128))
        var offset = start
        // From the middle of a file the first piece belongs to a line that began earlier, unless it begins right here.
        var skipsPiece = start > 0 ? try file.read(at: start - 1, count: 1) != [UInt8(ascii: "\n")] : false
        var buffer: [UInt8] = []
        while true {
            let chunk = try file.read(at: offset + Int64(buffer.count), count: Self.window)
            buffer += chunk
            var lineStart = 0
            while let newline = buffer[lineStart...].firstIndex(of: UInt8(ascii: "\n")) {
                let position = offset + Int64(lineStart)
                guard position < end else { return }
                let next = offset + Int64(newline) + 1
                if !skipsPiece,
                    let record = Self.record(
                        buffer[lineStart..<newline],
                        at: LogPosition(file: number, offset: position),
                        end: LogPosition(file: number, offset: next),
                        bootId: bootId
                    ), !visit(record)
                {
                    return
                }
                skipsPiece = false
                lineStart = newline + 1
            }
            offset += Int64(lineStart)
            buffer.removeFirst(lineStart)
            if chunk.isEmpty || offset > Self.fileLimit { return }
            if buffer.count > Self.window {
                // No line of ours is this long: the container wrote something else.
                offset += Int64(buffer.count)
                buffer = []
                skipsPiece = true
            }
        }
    }

    private static func bootId(ofHeader bytes: [UInt8]) -> String {
        let line = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        let words = line.split(separator: " ")
        return words.count == 3 && words[0] == "startos-log" ? String(words[2]) : ""
    }

    /// `<microseconds> <o|e> <message>`; nil for anything else, such as the header.
    private static func record(
        _ line: ArraySlice<UInt8>, at position: LogPosition, end: LogPosition, bootId: String
    ) -> LogRecord? {
        let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
        guard
            parts.count == 3, let microseconds = Int64(String(decoding: parts[0], as: UTF8.self)),
            microseconds >= 0, parts[1].count == 1, let letter = parts[1].first
        else { return nil }
        let stream: LogRecord.Stream
        switch letter {
        case UInt8(ascii: "o"): stream = .output
        case UInt8(ascii: "e"): stream = .errorOutput
        default: return nil
        }
        return LogRecord(
            position: position,
            end: end,
            time: Timestamp(microseconds: microseconds),
            stream: stream,
            message: String(decoding: parts[2], as: UTF8.self),
            bootId: bootId
        )
    }
}
