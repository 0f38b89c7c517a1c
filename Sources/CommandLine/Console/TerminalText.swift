/// Text of strangers, made fit for a terminal: a log line or the name of a package must not move the cursor, retitle the
/// window, or turn the direction of writing around.
enum TerminalText {
    /// `text` without control characters but for those in `kept`, without escape sequences, and without characters that
    /// change the order in which others are shown.
    static func clean(_ text: String, keeping kept: String = "\t") -> String {
        guard text.unicodeScalars.contains(where: { isHarmful($0) && !kept.unicodeScalars.contains($0) }) else {
            return text
        }
        var result = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            if scalar == "\u{1B}" || scalar == "\u{9B}" || scalar == "\u{9D}" {
                skipSequence(scalar, &rest)
            } else if !isHarmful(scalar) || kept.unicodeScalars.contains(scalar) {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// The columns that a text takes: ideographs and emoji take two, marks that go onto others none.
    static func width(_ text: String) -> Int {
        text.reduce(0) { $0 + width(of: $1) }
    }

    /// The beginning of a text that fits in `columns`, ending in `…` when it is not all of it.
    static func truncated(_ text: String, to columns: Int) -> String {
        guard width(text) > columns else { return text }
        var result = ""
        var used = 1
        for character in text {
            used += width(of: character)
            if used > columns { break }
            result.append(character)
        }
        return columns > 0 ? result + "…" : ""
    }

    /// Drops the rest of an escape sequence (ECMA-48): CSI to its final byte, a string to its end, else one more.
    private static func skipSequence(_ start: Unicode.Scalar, _ rest: inout Substring.UnicodeScalarView) {
        var kind = start
        if start == "\u{1B}" {
            guard let next = rest.first, !isHarmful(next) else { return }
            kind = next
            rest.removeFirst()
        }
        switch kind {
        case "[", "\u{9B}":
            while let next = rest.first, (0x20...0x3F).contains(next.value) { rest.removeFirst() }
            if let final = rest.first, (0x40...0x7E).contains(final.value) { rest.removeFirst() }
        case "]", "P", "X", "^", "_", "\u{9D}":
            // Up to BEL or ST; an unfinished one ends with the line.
            while let next = rest.first, next != "\n" {
                rest.removeFirst()
                if next == "\u{07}" || next == "\u{9C}" { return }
                if next == "\u{1B}" {
                    if rest.first == "\\" { rest.removeFirst() }
                    return
                }
            }
        default: break
        }
    }

    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0: true
        // Line and paragraph separator, directions and their overrides, byte order mark.
        case 0x2028, 0x2029, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }

    private static func width(of character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 0 }
        if character.unicodeScalars.contains(where: { $0.properties.isEmojiPresentation || $0 == "\u{FE0F}" }) {
            return 2
        }
        switch first.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
            return 2
        default:
            return first.properties.generalCategory == .nonspacingMark ? 0 : 1
        }
    }
}
