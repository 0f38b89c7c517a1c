/// A domain name, RFC 1035 section 3.1. Names are equal whatever the case of their ASCII letters (RFC 4343).
package struct DomainName: Sendable {
    /// Each label after its length, then a zero: uncompressed and spelled as it came. At most 255 bytes.
    package let wire: [UInt8]
    /// The same in lower case.
    private let folded: [UInt8]

    /// - Parameter wire: Must be well formed.
    init(wire: [UInt8]) {
        self.wire = wire
        folded = Self.lowercase(wire)
    }

    /// Parses dotted text; the dot at the end may be missing. Nil when a label is empty or longer than 63 bytes, or the
    /// whole is longer than 255.
    package init?(_ text: String) {
        var wire: [UInt8] = []
        let inner = text.hasSuffix(".") ? text.dropLast() : text[...]
        if !inner.isEmpty {
            for label in inner.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
                guard (1...63).contains(label.count) else { return nil }
                wire.append(UInt8(label.count))
                wire += label
            }
        }
        guard wire.count < 255 else { return nil }
        self.init(wire: wire + [0])
    }

    /// The labels in lower case, the topmost last.
    package var labels: [ArraySlice<UInt8>] {
        var labels: [ArraySlice<UInt8>] = []
        var position = 0
        while position < folded.count, folded[position] > 0 {
            let next = position + 1 + Int(folded[position])
            labels.append(folded[position + 1..<next])
            position = next
        }
        return labels
    }

    /// Lengths are at most 63 and so never taken for letters.
    static func lowercase(_ bytes: [UInt8]) -> [UInt8] {
        bytes.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }
}

extension DomainName: Hashable {
    package static func == (left: DomainName, right: DomainName) -> Bool {
        left.folded == right.folded
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(folded)
    }
}

extension DomainName: CustomStringConvertible {
    /// Dotted, in lower case, bytes beyond printable ASCII and the dot as `\DDD`.
    package var description: String {
        let labels = labels.map { label in
            label.map { byte -> String in
                guard (0x21...0x7E).contains(byte), byte != UInt8(ascii: "."), byte != UInt8(ascii: "\\") else {
                    let digits = String(byte)
                    return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
                }
                return String(UnicodeScalar(byte))
            }.joined()
        }
        return labels.isEmpty ? "." : labels.joined(separator: ".")
    }
}
