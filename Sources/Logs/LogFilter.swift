package import SystemInterface

/// Which entries of a log are wanted.
package struct LogFilter: Sendable {
    /// The least severe that counts; nil for all.
    package var severity: LogSeverity?
    /// The time of the oldest.
    package var since: Timestamp?
    /// The time that all are before.
    package var until: Timestamp?
    /// The id of the life of the machine.
    package var bootId: String?
    private var search: Search?

    package init(
        search: String? = nil, severity: LogSeverity? = nil, since: Timestamp? = nil, until: Timestamp? = nil,
        bootId: String? = nil
    ) {
        self.search = search.flatMap { $0.isEmpty ? nil : Search($0) }
        self.severity = severity
        self.since = since
        self.until = until
        self.bootId = bootId
    }

    /// Whether a record of a file that fits is wanted. The cheapest question comes first.
    func accepts(_ line: LogLine) -> Bool {
        if let since, line.time < since { return false }
        if let until, line.time >= until { return false }
        if let severity, line.severity < severity { return false }
        return search?.matches(line.message) ?? true
    }

    /// Whether a record is wanted that comes from elsewhere than our files.
    package func accepts(time: Timestamp, severity: LogSeverity, bootId: String, message: String) -> Bool {
        if let since, time < since { return false }
        if let until, time >= until { return false }
        if let least = self.severity, severity < least { return false }
        if let wanted = self.bootId, wanted != bootId { return false }
        return search?.matches(Array(message.utf8)[...]) ?? true
    }
}

/// A text to look for, where upper and lower case are the same.
private struct Search: Sendable {
    private let wanted: [UInt8]
    private let isASCII: Bool

    init(_ text: String) {
        wanted = Array(text.lowercased().utf8)
        isASCII = wanted.allSatisfy { $0 < 0x80 }
    }

    func matches(_ message: ArraySlice<UInt8>) -> Bool {
        if isASCII { return Self.contains(message, wanted) }
        return Self.contains(Array(String(decoding: message, as: UTF8.self).lowercased().utf8)[...], wanted)
    }

    /// Whether `wanted`, in lower case, is in `text`.
    private static func contains(_ text: ArraySlice<UInt8>, _ wanted: [UInt8]) -> Bool {
        guard wanted.count <= text.count else { return false }
        return text.withUnsafeBufferPointer { text in
            wanted.withUnsafeBufferPointer { wanted in
                search: for start in 0...(text.count - wanted.count) {
                    for index in 0..<wanted.count where lowercase(text[start + index]) != wanted[index] {
                        continue search
                    }
                    return true
                }
                return false
            }
        }
    }

    private static func lowercase(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }
}
