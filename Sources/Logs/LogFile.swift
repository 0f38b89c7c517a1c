import Errors
import SystemInterface

/// A line of a log file that has the form of an entry: `<microseconds> <o|e> <message>`.
struct LogLine {
    /// Where it begins and where the next one does, in bytes from the beginning of the file.
    let start: Int64
    let end: Int64
    let time: Timestamp
    let stream: LogRecord.Stream
    let message: ArraySlice<UInt8>

    /// nil for a line of any other form, such as the header.
    init?(_ bytes: ArraySlice<UInt8>, start: Int64, end: Int64) {
        let parts = bytes.split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let time = Int64(String(decoding: parts[0], as: UTF8.self)), time >= 0,
            parts[1].count == 1, let letter = parts[1].first
        else { return nil }
        switch letter {
        case UInt8(ascii: "o"): stream = .output
        case UInt8(ascii: "e"): stream = .errorOutput
        default: return nil
        }
        self.start = start
        self.end = end
        self.time = Timestamp(microseconds: time)
        message = parts[2]
    }

    /// What the message says; what goes to standard error without saying anything may be trouble.
    var severity: LogSeverity {
        LogSeverity.detect(in: message) ?? (stream == .errorOutput ? .warning : .information)
    }
}

/// One open file of a log. A container can have put anything into it.
struct LogFile {
    /// Bytes looked at in one go; also the longest line that is understood.
    static let window = 64 << 10
    /// Of one file, what is looked at: twice what the writer ever puts into it.
    static let limit: Int64 = 8 << 20

    let number: Int
    /// The bytes that are there and looked at.
    let size: Int64
    let bootId: String
    private let file: any OpenFile

    init(_ file: any OpenFile, number: Int) throws(StartError) {
        self.file = file
        self.number = number
        size = min(try file.size(), Self.limit)
        let header = String(decoding: try file.read(at: 0, count: 128).prefix { $0 != newline }, as: UTF8.self)
        let words = header.split(separator: " ")
        bootId = words.count == 3 && words[0] == "startos-log" ? String(words[2]) : ""
    }

    func close() { file.close() }

    func record(_ line: LogLine) -> LogRecord {
        // The prefix says what the severity already tells.
        let message = line.message.dropFirst(LogSeverity.prefix(of: line.message)?.length ?? 0)
        return LogRecord(
            position: LogPosition(file: number, offset: line.start), end: LogPosition(file: number, offset: line.end),
            time: line.time, stream: line.stream, severity: line.severity,
            message: String(decoding: message, as: UTF8.self), bootId: bootId)
    }

    /// The end of the last line that is whole: what is being written may be there in part.
    func wholeEnd() throws(StartError) -> Int64 {
        let start = max(0, size - Int64(Self.window))
        let bytes = try file.read(at: start, count: Int(size - start))
        return bytes.lastIndex(of: newline).map { start + Int64($0) + 1 } ?? size
    }

    /// The time of the first entry, when it comes soon.
    func firstTime() throws(StartError) -> Timestamp? {
        var budget = Self.window
        var time: Timestamp?
        try visit(from: 0, to: .max, budget: &budget) { line in
            time = line.time
            return false
        }
        return time
    }

    /// Visits the whole lines that begin in `start..<end` until `visit` returns false, the file ends, or more bytes than
    /// `budget` have been read, which is then below 1.
    ///
    /// - Returns: Where to go on: the beginning of the first line that was not looked at.
    @discardableResult
    func visit(
        from start: Int64, to end: Int64, budget: inout Int, _ visit: (LogLine) -> Bool
    ) throws(StartError) -> Int64 {
        guard start < size else { return start }
        var offset = start
        // From the middle of a file the first piece belongs to a line that began earlier, unless it begins right here.
        var skipsPiece = start > 0 ? try file.read(at: start - 1, count: 1) != [newline] : false
        var buffer: [UInt8] = []
        while true {
            let chunk = try file.read(at: offset + Int64(buffer.count), count: Self.window)
            budget -= chunk.count
            buffer += chunk
            var lineStart = 0
            while let index = buffer[lineStart...].firstIndex(of: newline) {
                let position = offset + Int64(lineStart)
                guard position < end else { return position }
                let next = offset + Int64(index) + 1
                if !skipsPiece, let line = LogLine(buffer[lineStart..<index], start: position, end: next),
                    !visit(line)
                {
                    return next
                }
                skipsPiece = false
                lineStart = index + 1
            }
            offset += Int64(lineStart)
            buffer.removeFirst(lineStart)
            if chunk.isEmpty || offset > Self.limit { return offset }
            if buffer.count > Self.window {
                // No line of ours is this long: the container wrote something else.
                offset += Int64(buffer.count)
                buffer = []
                skipsPiece = true
            }
            if budget < 1 { return offset }
        }
    }
}

private let newline = UInt8(ascii: "\n")
