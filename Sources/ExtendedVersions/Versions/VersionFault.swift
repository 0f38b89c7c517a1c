import Errors

/// What is wrong with a text, before it is known which text to show.
enum VersionFault: Error {
    case invalidNumber, emptySegment, leadingZero, invalidCharacter, invalidFlavor, missingDownstream
    case tooLong(limit: Int), overflow, unexpected(at: Int)

    private var reason: String {
        switch self {
        case .invalidNumber: "invalid numeric identifier: numbers are digits, up to \(UInt64.max)"
        case .emptySegment: "a prerelease identifier may not be empty"
        case .leadingZero: "a numeric prerelease identifier may not have a leading zero"
        case .invalidCharacter: "invalid character in a prerelease identifier: letters, digits and \"-\" are allowed"
        case .invalidFlavor: "invalid flavor: only the letters a to z are allowed"
        case .missingDownstream: "missing downstream version; it reads like 1.2.3:0"
        case .tooLong(let limit): "it is longer than \(limit) bytes"
        case .overflow: "its upper end is beyond the greatest number"
        case .unexpected(let index): "unexpected text or end at byte \(index)"
        }
    }

    /// - Parameter what: What the text should have been, for people: `version`.
    func startError(in bytes: ArraySlice<UInt8>, _ what: String) -> StartError {
        StartError(.parseVersion, "\(Self.quoted(bytes)) is not a valid \(what): \(reason).")
    }

    static func checkLength(of bytes: ArraySlice<UInt8>) throws(StartError) {
        guard bytes.count <= VersionLimits.versionBytes else {
            throw VersionFault.tooLong(limit: VersionLimits.versionBytes).startError(in: bytes, "version")
        }
    }

    /// The text in quotation marks on one line, whatever is in it; only the beginning of a long one.
    private static func quoted(_ bytes: ArraySlice<UInt8>) -> String {
        var text = "\""
        for scalar in String(decoding: bytes.prefix(80), as: UTF8.self).unicodeScalars {
            text += scalar.escaped(asASCII: true)
        }
        return text + (bytes.count > 80 ? "…\"" : "\"")
    }
}

/// How long texts may be. What is longer is refused unread.
package enum VersionLimits {
    /// Bytes of a `Version` or `ExtendedVersion`.
    package static let versionBytes = 1024
    /// Bytes of a `VersionRange`.
    package static let rangeBytes = 16384
}
