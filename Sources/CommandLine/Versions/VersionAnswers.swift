import Errors
import ExtendedVersions

/// Answers questions as they come: exactly one line for each line of input.
enum VersionAnswers {
    /// The longest line that can be a question: a version, a tab, a range, a carriage return.
    static let lineBytes = VersionLimits.versionBytes + VersionLimits.rangeBytes + 2

    /// Answers what is on standard input until its end. What has been read is answered before more is waited for.
    static func stream(
        from console: Console, _ answer: (ArraySlice<UInt8>, ArraySlice<UInt8>) throws(StartError) -> StaticString
    ) throws(StartError) {
        var lines = LineSplitter(limit: lineBytes)
        while true {
            let piece = try console.readPiece()
            var output: [UInt8] = []
            lines.split(piece) { line in
                do throws(StartError) {
                    let (left, right) = try columns(of: line)
                    let word = try answer(left, right)
                    word.withUTF8Buffer { output.append(contentsOf: $0) }
                } catch {
                    output.append(contentsOf: "error: \(error.message)".utf8)
                }
                output.append(UInt8(ascii: "\n"))
            }
            if !output.isEmpty { console.write(output) }
            if piece.isEmpty { return }
        }
    }

    /// - Parameter line: nil for one that is too long.
    private static func columns(
        of line: ArraySlice<UInt8>?
    ) throws(StartError) -> (ArraySlice<UInt8>, ArraySlice<UInt8>) {
        guard var line else {
            throw StartError(.invalidRequest, "the line is longer than \(lineBytes) bytes")
        }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        let tab = UInt8(ascii: "\t")
        guard let middle = line.firstIndex(of: tab) else {
            throw StartError(.invalidRequest, "there is no tab in the line")
        }
        let right = line[(middle + 1)...]
        guard !right.contains(tab) else {
            throw StartError(.invalidRequest, "there is more than one tab in the line")
        }
        guard line.allSatisfy({ $0 < 0x80 }) || String(validating: line, as: UTF8.self) != nil else {
            throw StartError(.invalidRequest, "the line is not UTF-8")
        }
        return (line[..<middle], right)
    }
}

/// Cuts a stream of bytes into lines and keeps no more of it than one line may have.
struct LineSplitter {
    let limit: Int
    /// The beginning of a line whose end has not come yet.
    private var rest: [UInt8] = []
    /// Whether that line is too long already, so that its bytes are dropped.
    private var isOverlong = false

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes the next bytes, none at the end of the stream, and hands on each line that is complete, without its line
    /// feed: nil for one longer than the limit.
    mutating func split(_ piece: [UInt8], _ handle: (ArraySlice<UInt8>?) -> Void) {
        var start = 0
        while let end = piece[start...].firstIndex(of: UInt8(ascii: "\n")) {
            if rest.isEmpty, !isOverlong {
                handle(end - start > limit ? nil : piece[start..<end])
            } else {
                keep(piece[start..<end])
                endLine(handle)
            }
            start = end + 1
        }
        keep(piece[start...])
        if piece.isEmpty, isOverlong || !rest.isEmpty { endLine(handle) }
    }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) {
        if isOverlong || rest.count + bytes.count > limit {
            isOverlong = true
            rest.removeAll(keepingCapacity: true)
        } else {
            rest += bytes
        }
    }

    private mutating func endLine(_ handle: (ArraySlice<UInt8>?) -> Void) {
        handle(isOverlong ? nil : rest[...])
        isOverlong = false
        rest.removeAll(keepingCapacity: true)
    }
}
