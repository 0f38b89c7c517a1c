package import Errors
package import JSONValues

/// The document as it was at one revision. Copying is free; later changes do not reach it.
package struct Snapshot: Sendable {
    package let revision: UInt64
    package let document: JSON

    package init(revision: UInt64, document: JSON) {
        self.revision = revision
        self.document = document
    }

    package func value(at pointer: JSONPointer) -> JSON? {
        document.value(at: pointer)
    }

    /// The value at `path`; nil when it is missing or null.
    ///
    /// - Throws: `deserialization` naming the place when what stands there is of another type.
    package func value<Value: Decodable>(at path: DocumentPath<Value>) throws(StartError) -> Value? {
        try document.value(at: path)
    }
}

extension JSON {
    func value<Value: Decodable>(at path: DocumentPath<Value>) throws(StartError) -> Value? {
        guard let json = value(at: path.pointer), !json.isNull else { return nil }
        return try json.decoded(as: Value.self, name: path.pointer.segments.joined(separator: "."))
    }
}
