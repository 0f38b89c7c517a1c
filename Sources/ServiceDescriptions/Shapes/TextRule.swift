import ExtendedVersions
import ServerDocument

/// What a text must look like.
enum TextRule: Sendable, Equatable {
    /// Not empty.
    case plain
    /// Anything, the empty text too.
    case any
    case identifier
    case extendedVersion
    case version
    case versionRange
    case address
    /// `/etc/passwd`, without `..`.
    case absolutePath
    /// `icon.svg`, without `..`.
    case relativePath
    /// `data/config/app.conf`: a volume, then a path in it.
    case volumePath
    case variable
    /// `name`, `uid`, `name:group` or `uid:gid`.
    case user
    /// `uid:gid`
    case owner
    case locale
    /// A Debian package name.
    case debianPackage
    /// The name of a form field or setting.
    case name
    /// A text with `${…}` in it.
    case template(Scope)

    /// What a template may refer to.
    struct Scope: OptionSet, Sendable {
        let rawValue: Int
        static let settings = Scope(rawValue: 1)
        static let input = Scope(rawValue: 2)
        static let output = Scope(rawValue: 4)
    }

    /// What texts of this kind look like, for messages and documentation; nil when there is no rule.
    var rule: String? {
        switch self {
        case .plain, .any: nil
        case .identifier: ManifestSyntax.identifierRule
        case .extendedVersion: "a version such as 1.2.3:0: that of the program, a colon, that of this packaging"
        case .version: "a version such as 0.4.0"
        case .versionRange: "a range of versions such as >=1.2:0 && <2:0"
        case .address: "an address such as https://example.com/"
        case .absolutePath: "a path such as /data, from the root, without `..`"
        case .relativePath: "a path such as icon.svg, inside the folder, without `..`"
        case .volumePath: "a volume, then a path in it, such as data/config/app.conf"
        case .variable: "a name such as LOG_LEVEL"
        case .user: "a user such as 1000:1000, www-data or www-data:www-data"
        case .owner: "user and group as numbers, such as 1000:1000"
        case .locale: "a locale such as en_US"
        case .debianPackage: "the name of a Debian package such as nginx-light"
        case .name: "letters, digits, `_` and `-`, a letter first"
        case .template: nil
        }
    }

    /// An equivalent or weaker regular expression for editors.
    var pattern: String? {
        switch self {
        case .plain: #"\S"#
        case .any, .template, .versionRange: nil
        case .identifier: "^[a-z0-9]+(-[a-z0-9]+)*$"
        case .extendedVersion: "^(#[a-z]+:)?[0-9]+(\\.[0-9]+)*(-[0-9A-Za-z.-]+)?:[0-9]+(\\.[0-9]+)*(-[0-9A-Za-z.-]+)?$"
        case .version: "^[0-9]+(\\.[0-9]+)*(-[0-9A-Za-z.-]+)?$"
        case .address: "^[A-Za-z][A-Za-z0-9+.-]*:\\S+$"
        case .absolutePath: "^/"
        case .relativePath: "^[^/]"
        case .volumePath: "^[a-z0-9-]+/[^/]"
        case .variable: "^[A-Za-z_][A-Za-z0-9_]*$"
        case .user: "^[A-Za-z0-9_.-]+(:[A-Za-z0-9_.-]+)?$"
        case .owner: "^[0-9]+:[0-9]+$"
        case .locale: "^[a-z]{2,3}(_[A-Z]{2})?$"
        case .debianPackage: "^[a-z0-9][a-z0-9+.-]+$"
        case .name: "^[A-Za-z][A-Za-z0-9_-]*$"
        }
    }

    func allows(_ text: String) -> Bool {
        switch self {
        case .any, .template: true
        case .plain: text.contains { !$0.isWhitespace }
        case .identifier: ManifestSyntax.isIdentifier(text)
        case .extendedVersion: (try? ExtendedVersion(text)) != nil
        case .version: (try? Version(text)) != nil
        case .versionRange: !text.isEmpty
        case .address: ManifestSyntax.address(text) != nil
        case .absolutePath: text.hasPrefix("/") && Self.isSafePath(text.dropFirst())
        case .relativePath: !text.hasPrefix("/") && Self.isSafePath(text[...])
        case .volumePath: Self.isVolumePath(text)
        case .variable: Self.isWord(text, first: "_", others: "_")
        case .user: Self.isUser(text)
        case .owner: Self.isUser(text) && text.contains(":") && !text.contains { !$0.isNumber && $0 != ":" }
        case .locale: Self.isLocale(text)
        case .debianPackage: Self.isDebianPackage(text)
        case .name: Self.isWord(text, first: "", others: "_-")
        }
    }

    private static func isSafePath(_ text: Substring) -> Bool {
        let names = text.split(separator: "/", omittingEmptySubsequences: false)
        return !names.dropLast().contains("") && !names.contains("..") && !names.contains(".")
            && !text.unicodeScalars.contains { $0.value < 0x20 }
    }

    private static func isVolumePath(_ text: String) -> Bool {
        guard let slash = text.firstIndex(of: "/") else { return false }
        let path = text[text.index(after: slash)...]
        return ManifestSyntax.isIdentifier(String(text[..<slash])) && !path.isEmpty && isSafePath(path)
    }

    private static func isUser(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count <= 2
            && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { isAlphanumeric($0) || "_.-".utf8.contains($0) } }
    }

    private static func isLocale(_ text: String) -> Bool {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), (2...3).contains(parts[0].count) else { return false }
        return parts[0].allSatisfy { ("a"..."z").contains($0) }
            && (parts.count == 1 || parts[1].count == 2 && parts[1].allSatisfy { ("A"..."Z").contains($0) })
    }

    private static func isDebianPackage(_ text: String) -> Bool {
        text.utf8.count >= 2
            && text.utf8.allSatisfy { isAlphanumeric($0) && !(0x41...0x5A).contains($0) || "+.-".utf8.contains($0) }
            && text.utf8.first.map(isAlphanumeric) ?? false
    }

    private static func isWord(_ text: String, first: String, others: String) -> Bool {
        guard let head = text.utf8.first, isLetter(head) || first.utf8.contains(head) else { return false }
        return text.utf8.allSatisfy { isAlphanumeric($0) || others.utf8.contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
    private static func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || (0x30...0x39).contains(byte) }
}
