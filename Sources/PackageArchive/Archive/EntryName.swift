package import Errors

/// The name of an entry in a directory: one path segment, compared byte by byte.
///
/// `String` compares by canonical equivalence; two names that merely look alike are two entries here.
package struct EntryName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Longest name in bytes.
    package static let maximumLength = 1024

    package let description: String

    /// - Throws: `parseS9pk` for an empty name, `.`, `..`, one with `/` or NUL, or one above `maximumLength` bytes.
    package init(_ name: String) throws(StartError) {
        let bytes = name.utf8
        guard !bytes.isEmpty, bytes.count <= Self.maximumLength, name != ".", name != "..",
            !bytes.contains(UInt8(ascii: "/")), !bytes.contains(0)
        else {
            throw StartError(.parseS9pk, "\"\(name.prefix(100))\" cannot be the name of an entry in a package.")
        }
        description = name
    }

    /// Reads a name from its UTF-8 form.
    ///
    /// - Throws: `filesystem` for bytes that are not UTF-8.
    init(utf8 bytes: [UInt8]) throws(StartError) {
        guard let name = String(validating: bytes, as: UTF8.self) else {
            throw StartError(.filesystem, "Invalid data: the package holds an entry whose name is not UTF-8.")
        }
        try self.init(name)
    }

    /// The name up to its last dot, or all of it when there is none or only one at the front.
    package var stem: String {
        guard let dot = lastDot else { return description }
        return String(description[..<dot])
    }

    /// What follows the last dot; nil when there is no dot or only one at the front.
    package var fileExtension: String? {
        guard let dot = lastDot else { return nil }
        return String(description[description.index(after: dot)...])
    }

    private var lastDot: String.Index? {
        guard let dot = description.lastIndex(of: "."), dot != description.startIndex else { return nil }
        return dot
    }

    package static func == (left: EntryName, right: EntryName) -> Bool {
        left.description.utf8.elementsEqual(right.description.utf8)
    }

    package static func < (left: EntryName, right: EntryName) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        var copy = description
        copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
