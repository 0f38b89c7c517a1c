import Glibc

/// One line of a log file.
enum LogEntry {
    enum Stream: Character {
        case output = "o"
        case errors = "e"
    }

    /// Longer messages become several entries.
    static let maximumMessageSize = 16 << 10

    /// Microseconds since 1970.
    static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
    }

    /// The message must not contain a line feed. Bytes that are not UTF-8 are replaced.
    static func bytes(time: Int, stream: Stream, message: ArraySlice<UInt8>) -> [UInt8] {
        var line = Array("\(time) \(stream.rawValue) ".utf8)
        if message.allSatisfy({ $0 < 0x80 }) {
            line += message
        } else {
            line += String(decoding: message, as: UTF8.self).utf8
        }
        line.append(UInt8(ascii: "\n"))
        return line
    }
}

/// Cuts the bytes of one stream into entries.
struct LineAssembler {
    let stream: LogEntry.Stream
    private var partial: [UInt8] = []
    private var partialTime = 0

    init(stream: LogEntry.Stream) { self.stream = stream }

    /// Entries for all lines that are complete now, and how many they are.
    mutating func receive(_ bytes: ArraySlice<UInt8>, time: Int) -> (entries: [UInt8], count: Int) {
        var entries: [UInt8] = []
        var count = 0
        var rest = bytes
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            take(rest[..<end], time: time, isLineEnd: true, &entries, &count)
            rest = rest[(end + 1)...]
        }
        take(rest, time: time, isLineEnd: false, &entries, &count)
        return (entries, count)
    }

    /// The last line, when the stream ended without a line feed.
    mutating func finish() -> (entries: [UInt8], count: Int) {
        guard !partial.isEmpty else { return ([], 0) }
        defer { partial = [] }
        return (LogEntry.bytes(time: partialTime, stream: stream, message: partial[...]), 1)
    }

    private mutating func take(
        _ bytes: ArraySlice<UInt8>, time: Int, isLineEnd: Bool, _ entries: inout [UInt8], _ count: inout Int
    ) {
        if partial.isEmpty { partialTime = time }
        var message = partial.isEmpty ? bytes : (partial + bytes)[...]
        partial = []
        while message.count > LogEntry.maximumMessageSize {
            let cut = Self.cut(message)
            entries += LogEntry.bytes(time: partialTime, stream: stream, message: message[..<cut])
            count += 1
            message = message[cut...]
        }
        if isLineEnd {
            if message.last == UInt8(ascii: "\r") { message.removeLast() }
            entries += LogEntry.bytes(time: partialTime, stream: stream, message: message)
            count += 1
        } else {
            partial = Array(message)
        }
    }

    /// Where to split so that no character is torn apart.
    private static func cut(_ message: ArraySlice<UInt8>) -> Int {
        let limit = message.startIndex + LogEntry.maximumMessageSize
        var cut = limit
        while cut > limit - 4, message[cut] & 0xC0 == 0x80 { cut -= 1 }
        return message[cut] & 0xC0 == 0x80 ? limit : cut
    }
}
