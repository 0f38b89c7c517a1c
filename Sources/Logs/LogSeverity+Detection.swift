extension LogSeverity {
    /// How much of a message is looked at, in bytes.
    private static let view = 1024
    /// A level stands among the first words of a line or not at all.
    private static let wordLimit = 8

    /// What a message says of its own severity; nil when it says nothing.
    ///
    /// Programs do not agree on a form, so this knows the common ones, from the most certain to the least:
    /// `<3>` (sd-daemon), JSON, `level=warn`, `E0102 15:04:05` (klog), Redis, and a level among the first words.
    package static func detect(in message: some Collection<UInt8>) -> LogSeverity? {
        if let (severity, _) = prefix(of: message) { return severity }
        let text = plain(message)
        if text.first == UInt8(ascii: "{") { return json(text[...]) }
        return keyed(text[...]) ?? klog(text) ?? redis(text) ?? words(text) ?? opening(text)
    }

    /// The prefix `<3>` of sd-daemon(3), and how long it is.
    package static func prefix(of message: some Collection<UInt8>) -> (LogSeverity, length: Int)? {
        let start = Array(message.prefix(3))
        guard start.count == 3, start[0] == UInt8(ascii: "<"), start[2] == UInt8(ascii: ">"),
            (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(start[1])
        else { return nil }
        return (LogSeverity(priority: Int(start[1] - UInt8(ascii: "0"))), 3)
    }

    /// The beginning of a message without colours (ECMA-48 SGR).
    private static func plain(_ message: some Collection<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var rest = Array(message.prefix(view))[...]
        while let byte = rest.popFirst() {
            guard byte == 0x1B, rest.first == UInt8(ascii: "[") else {
                result.append(byte)
                continue
            }
            rest = rest.dropFirst().drop { !(0x40...0x7E).contains($0) }.dropFirst()
        }
        return result
    }

    // MARK: Forms

    /// `{"level":"warn"}`, `{"severity":"ERROR"}`, pino's numbers, MongoDB's `"s":"W"`.
    private static func json(_ text: ArraySlice<UInt8>) -> LogSeverity? {
        for key in ["\"level\"", "\"severity\"", "\"lvl\"", "\"levelname\"", "\"log.level\"", "\"s\""] {
            guard let range = text.firstRange(of: Array(key.utf8)) else { continue }
            let value = text[range.upperBound...].drop { $0 == 0x20 || $0 == 0x09 }
            guard value.first == UInt8(ascii: ":") else { continue }
            let content = value.dropFirst().drop { $0 == 0x20 || $0 == 0x09 }
            if content.first == UInt8(ascii: "\"") {
                let word = content.dropFirst().prefix { $0 != UInt8(ascii: "\"") }
                if let severity = LogSeverity(word: word) ?? letter(word) { return severity }
            } else if let number = Int(String(decoding: content.prefix(while: isDigit), as: UTF8.self)) {
                // pino and bunyan: 10 trace, 20 debug, 30 info, 40 warn, 50 error, 60 fatal; below 10 it is syslog's.
                if number < 10 { return LogSeverity(priority: number) }
                return number >= 50 ? .error : number >= 40 ? .warning : number >= 30 ? .information : .debug
            }
        }
        return nil
    }

    /// `level=warn`, `lvl="eror"`, `severity: error` anywhere.
    private static func keyed(_ text: ArraySlice<UInt8>) -> LogSeverity? {
        for key in ["level=", "lvl=", "severity="] {
            guard let range = text.firstRange(of: Array(key.utf8)) else { continue }
            let isWord = range.lowerBound == text.startIndex || !isLetter(text[range.lowerBound - 1])
            let value = text[range.upperBound...].drop { $0 == UInt8(ascii: "\"") }
            if isWord, let severity = LogSeverity(word: value.prefix(while: isLetter)) { return severity }
        }
        return nil
    }

    /// `E0102 15:04:05.000000    1 file.go:10] text`
    private static func klog(_ text: [UInt8]) -> LogSeverity? {
        guard text.count > 5, text[1...4].allSatisfy(isDigit), text[5] == 0x20 else { return nil }
        return letter(text[..<1])
    }

    /// `1:M 02 Jan 2026 15:04:05.000 # text`
    private static func redis(_ text: [UInt8]) -> LogSeverity? {
        let words = text.split(separator: 0x20, maxSplits: 6)
        guard words.count >= 6, words[0].count >= 3, words[0].dropLast(2).allSatisfy(isDigit),
            words[0].dropLast().last == UInt8(ascii: ":"), words[4].count == 12, words[5].count == 1
        else { return nil }
        switch words[5].first {
        case UInt8(ascii: "#"): return .warning
        case UInt8(ascii: "*"): return .information
        case UInt8(ascii: "-"), UInt8(ascii: "."): return .debug
        default: return nil
        }
    }

    /// A level among what precedes the text: `[error]`, `2026-01-02 15:04:05 WARN x`, `[core:warn]`, `LOG:`.
    ///
    /// The first words count as long as they look like a heading: times, numbers, names in brackets. Where a line begins
    /// with a time, two ordinary words may stand before the level, such as the name of a logger.
    private static func words(_ text: [UInt8]) -> LogSeverity? {
        let ordinaryLimit = text.prefix(12).contains(where: isDigit) ? 2 : 0
        var ordinary = 0
        var isInBrackets = false
        for (index, word) in text.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 }).prefix(wordLimit).enumerated() {
            let opens = "[(<|".utf8.contains(word[word.startIndex])
            let closes = "])>|".utf8.contains(word[word.endIndex - 1])
            let isMarked = opens || closes || word.last == UInt8(ascii: ":")
            for part in word.split(whereSeparator: { !isLetter($0) && !isDigit($0) }) {
                guard let severity = LogSeverity(word: part) else { continue }
                let isCapital = part.allSatisfy { !(0x61...0x7A).contains($0) }
                if isCapital || (isMarked && ordinary == 0) || (index == 1 && isNPM(text)) { return severity }
            }
            let isHeading =
                isInBrackets || isMarked || word.contains(where: isDigit) || word.allSatisfy { !isLetter($0) }
            if !isHeading, !(index == 0 && isNPM(text)) { ordinary += 1 }
            if ordinary > ordinaryLimit { return nil }
            isInBrackets = (isInBrackets || opens) && !closes
        }
        return nil
    }

    /// `npm error code ENOENT`, `npm warn deprecated`
    private static func isNPM(_ text: [UInt8]) -> Bool {
        text.starts(with: "npm ".utf8)
    }

    /// What programs say when they break: `panic: …`, `Traceback (most recent call last):`, `TypeError: …`.
    private static func opening(_ text: [UInt8]) -> LogSeverity? {
        if text.starts(with: "Traceback (most recent call last)".utf8) { return .error }
        if text.starts(with: "thread '".utf8), text.firstRange(of: Array("' panicked at".utf8)) != nil { return .error }
        if text.starts(with: "Segmentation fault".utf8) || text.starts(with: "Uncaught ".utf8) { return .error }
        // The name of an exception in front of a colon: `java.lang.IllegalStateException: …`
        let name = text.prefix { isLetter($0) || isDigit($0) || "._".utf8.contains($0) }
        guard name.count < text.count, text[name.count] == UInt8(ascii: ":") else { return nil }
        return name.suffix(5).elementsEqual("Error".utf8) || name.suffix(9).elementsEqual("Exception".utf8)
            ? .error : nil
    }

    private static func letter(_ word: ArraySlice<UInt8>) -> LogSeverity? {
        switch word.first {
        case UInt8(ascii: "F"), UInt8(ascii: "E"), UInt8(ascii: "C"): .error
        case UInt8(ascii: "W"): .warning
        case UInt8(ascii: "I"): .information
        case UInt8(ascii: "D"), UInt8(ascii: "T"): .debug
        default: nil
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}
