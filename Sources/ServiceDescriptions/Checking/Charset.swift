/// The sets of characters that random text is made of: `a-z,0-9,_`.
enum Charset {
    /// What is wrong with a set; nil when it is right.
    static func problem(_ text: String) -> String? {
        var rest = Array(text.unicodeScalars)[...]
        guard !rest.isEmpty else { return "is empty" }
        while let first = rest.popFirst() {
            if rest.first == "-", rest.count > 1 {
                let last = rest[rest.index(after: rest.startIndex)]
                if last < first { return "has the range \(first)-\(last), which ends before it begins" }
                rest = rest.dropFirst(2)
            }
            guard let separator = rest.popFirst() else { return nil }
            if separator != "," { return "lacks a comma before \"\(separator)\"" }
        }
        return nil
    }
}
