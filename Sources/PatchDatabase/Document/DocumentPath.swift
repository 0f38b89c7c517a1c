package import JSONValues

/// A place in the document and the type of what stands there.
///
/// The document's own module builds the tree of places once, so that nobody else writes names as strings:
///
///     extension DocumentPath where Value == ServerDocument {
///         var serverInfo: DocumentPath<ServerInfo> { appending("public", "serverInfo") }
///     }
///     let name = try database.value(at: DocumentPath.root(ServerDocument.self).serverInfo.name)
package struct DocumentPath<Value>: Hashable, Sendable {
    package let pointer: JSONPointer

    package init(_ pointer: JSONPointer) {
        self.pointer = pointer
    }

    /// The whole document as a `Value`.
    package static func root(_ type: Value.Type = Value.self) -> DocumentPath {
        DocumentPath(.root)
    }

    /// The place reached by `names` from here.
    package func appending<Member>(_ names: String..., as type: Member.Type = Member.self) -> DocumentPath<Member> {
        DocumentPath<Member>(JSONPointer(pointer.segments + names))
    }

    /// The entry of a dictionary.
    package subscript<Entry>(_ key: String) -> DocumentPath<Entry> where Value == [String: Entry] {
        appending(key)
    }

    /// The entry of a dictionary with its own type of key.
    package subscript<Key: CodingKeyRepresentable, Entry>(_ key: Key) -> DocumentPath<Entry>
    where Value == [Key: Entry] {
        appending(key.codingKey.stringValue)
    }

    /// The entry of an ordered dictionary.
    package subscript<Entry>(_ key: String) -> DocumentPath<Entry> where Value == OrderedDictionary<String, Entry> {
        appending(key)
    }
}

extension DocumentPath: CustomStringConvertible {
    package var description: String { pointer.description }
}
