/// The spelling rules of single manifest values.
package enum ManifestSyntax {
    package static let identifierRule = "lower-case letters and digits in words joined by single \"-\""

    /// Whether `text` is a package, image or volume id.
    package static func isIdentifier(_ text: String) -> Bool {
        let words = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return words.allSatisfy { word in
            !word.isEmpty && word.allSatisfy { isDigit($0) || isLowerCase($0) }
        }
    }

    /// `text` as an absolute address; an origin without a path gains `/`. Nil when it is none.
    package static func address(_ text: String) -> String? {
        guard let colon = text.firstIndex(of: ":"), colon != text.startIndex,
            text[..<colon].utf8.allSatisfy({ isLowerCase($0 | 0x20) || isDigit($0) || "+-.".utf8.contains($0) }),
            !text.utf8.contains(where: { $0 <= 0x20 })
        else { return nil }
        let rest = text[text.index(after: colon)...]
        guard rest.hasPrefix("//") else { return rest.isEmpty ? nil : text }
        let host = rest.dropFirst(2)
        guard let first = host.first, first != "/" else { return nil }
        return host.contains { "/?#".contains($0) } ? text : text + "/"
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isLowerCase(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
}
