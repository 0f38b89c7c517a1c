import JSONValues

/// Writes a JSON value as YAML 1.2 in block style.
enum YAMLWriter {
    static func text(_ value: JSON) -> String {
        lines(value).joined(separator: "\n")
    }

    private static func lines(_ value: JSON) -> [String] {
        switch value {
        case .object(let members) where !members.isEmpty:
            members.flatMap { entry(scalar($0.key) + ":", $0.value) }
        case .array(let elements) where !elements.isEmpty:
            elements.flatMap { element in
                let inner = lines(element)
                return inner.enumerated().map { ($0.offset == 0 ? "- " : "  ") + $0.element }
            }
        case .string(let text):
            [scalar(text)]
        default:
            [value.text]
        }
    }

    private static func entry(_ name: String, _ value: JSON) -> [String] {
        let inner = lines(value)
        switch value {
        case .object(let members) where !members.isEmpty: return [name] + inner.map { "  " + $0 }
        case .array(let elements) where !elements.isEmpty: return [name] + inner
        default: return [name + " " + (inner.first ?? "")]
        }
    }

    /// A string without quotes where nothing else could be read from it; else as a JSON string, which YAML also knows.
    private static func scalar(_ text: String) -> String {
        let words: Set = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
        let isPlain =
            text.utf8.allSatisfy { isPlainByte($0) } && text.utf8.first.map(isLetter) == true
            && !words.contains(text.lowercased())
        return isPlain ? text : JSON.string(text).text
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20)
    }

    private static func isPlainByte(_ byte: UInt8) -> Bool {
        isLetter(byte) || (0x30...0x39).contains(byte) || "-_./".utf8.contains(byte)
    }
}
