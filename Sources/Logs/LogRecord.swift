package import SystemInterface

/// One line that a service wrote, with where it stands.
package struct LogRecord: Hashable, Sendable {
    package enum Stream: Hashable, Sendable {
        case output, errorOutput
    }

    package let position: LogPosition
    /// Where the next record begins.
    package let end: LogPosition
    package let time: Timestamp
    package let stream: Stream
    package let severity: LogSeverity
    package let message: String
    /// The boot of the machine during which it was written.
    package let bootId: String
}

/// A place in a service's log, between two records. As text it is the cursor of `package.logs`.
package struct LogPosition: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The number of the file.
    package let file: Int
    /// Bytes from the beginning of that file.
    package let offset: Int64

    package init(file: Int, offset: Int64) {
        self.file = file
        self.offset = offset
    }

    /// Reads the text form, `<file>:<offset>`; nil when it is none.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let file = Int(parts[0]), let offset = Int64(parts[1]), file >= 0, offset >= 0 else {
            return nil
        }
        self.init(file: file, offset: offset)
    }

    package var description: String { "\(file):\(offset)" }

    package static func < (left: LogPosition, right: LogPosition) -> Bool {
        (left.file, left.offset) < (right.file, right.offset)
    }
}
