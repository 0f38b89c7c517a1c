/// The words of a command line, taken from the front.
struct Arguments {
    private var words: ArraySlice<String>

    init(_ words: [String]) { self.words = words[...] }

    mutating func next() -> String? { words.popFirst() }

    mutating func rest() -> [String] {
        defer { words = [] }
        return Array(words)
    }

    mutating func takeFlag(_ name: String) -> Bool {
        guard words.first == name else { return false }
        words.removeFirst()
        return true
    }

    /// The value of an option that stands at the front: `--name value`, `--name=value` or `-nvalue`.
    mutating func takeValue(of names: [String]) throws(Failure) -> String? {
        guard let word = words.first else { return nil }
        for name in names {
            if word == name {
                words.removeFirst()
                guard let value = words.popFirst() else {
                    throw Failure(.invalidRequest, "invalid command line", "\(name) needs a value")
                }
                return value
            }
            let isLong = name.hasPrefix("--")
            let prefix = isLong ? name + "=" : name
            if word.hasPrefix(prefix) && (isLong || !word.hasPrefix("--")) {
                words.removeFirst()
                return String(word.dropFirst(prefix.count))
            }
        }
        return nil
    }

    /// Fails when an option stands at the front that nobody took.
    func rejectUnknownOption() throws(Failure) {
        if let word = words.first, word.hasPrefix("-"), word != "--", word != "-" {
            throw Failure(.invalidRequest, "invalid command line", "unknown option '\(word)'")
        }
    }

    func rejectRemainder() throws(Failure) {
        if let word = words.first { throw Failure(.invalidRequest, "invalid command line", "unexpected '\(word)'") }
    }
}
