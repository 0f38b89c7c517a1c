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

    /// Whether `text` is a version: numbers joined by `.`, then perhaps `-` and prerelease segments.
    package static func isVersion(_ text: Substring) -> Bool {
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = parts[0].utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard numbers.allSatisfy({ $0.allSatisfy(isDigit) && UInt64(Substring($0)) != nil }) else { return false }
        guard parts.count > 1 else { return true }
        let segments = parts[1].utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return segments.allSatisfy { segment in
            guard !segment.isEmpty else { return false }
            if segment.allSatisfy(isDigit) {
                return (segment.count == 1 || segment.first != UInt8(ascii: "0")) && UInt64(Substring(segment)) != nil
            }
            return segment.allSatisfy { isDigit($0) || isLowerCase($0) || isLowerCase($0 | 0x20) || $0 == 0x2D }
        }
    }

    /// Whether `text` is an extended version: `[#flavor:]upstream:downstream`.
    package static func isExtendedVersion(_ text: String) -> Bool {
        var rest = text[...]
        if rest.hasPrefix("#"), let colon = rest.firstIndex(of: ":") {
            guard rest[..<colon].dropFirst().utf8.allSatisfy(isLowerCase) else { return false }
            rest = rest[rest.index(after: colon)...]
        }
        guard let colon = rest.firstIndex(of: ":") else { return false }
        return isVersion(rest[..<colon]) && isVersion(rest[rest.index(after: colon)...])
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
