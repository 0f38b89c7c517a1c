package import Errors
package import JSONValues

/// One step of a patch: the three operations of RFC 6902 that are in use.
package enum PatchOperation: Equatable, Sendable {
    /// Sets a member, or inserts into an array before an index (`-`: at the end).
    case add(JSONPointer, JSON)
    /// Sets a value; like `add` when there is none yet.
    case replace(JSONPointer, JSON)
    /// Removes a member or an array element.
    case remove(JSONPointer)

    package var pointer: JSONPointer {
        switch self {
        case .add(let pointer, _), .replace(let pointer, _), .remove(let pointer): pointer
        }
    }

    package func at(_ pointer: JSONPointer) -> PatchOperation {
        switch self {
        case .add(_, let value): .add(pointer, value)
        case .replace(_, let value): .replace(pointer, value)
        case .remove: .remove(pointer)
        }
    }

    /// `{"op":…,"path":…,"value":…}`.
    package var json: JSON {
        switch self {
        case .add(let pointer, let value): ["op": "add", "path": .string(pointer.description), "value": value]
        case .replace(let pointer, let value): ["op": "replace", "path": .string(pointer.description), "value": value]
        case .remove(let pointer): ["op": "remove", "path": .string(pointer.description)]
        }
    }

    /// - Throws: `deserialization` for anything but the three known operations.
    package init(json: JSON) throws(StartError) {
        guard let name = json["op"]?.string, let path = json["path"]?.string else {
            throw StartError(.deserialization, "A patch operation needs \"op\" and \"path\".")
        }
        let pointer = try JSONPointer(parsing: path)
        switch (name, json["value"]) {
        case ("add", let value?): self = .add(pointer, value)
        case ("replace", let value?): self = .replace(pointer, value)
        case ("remove", _): self = .remove(pointer)
        default: throw StartError(.deserialization, "\"\(name)\" at \"\(path)\" is no patch operation known here.")
        }
    }
}

/// One change of the document: what leads from revision `id - 1` to revision `id`.
package struct Revision: Equatable, Sendable {
    package let id: UInt64
    package let patch: [PatchOperation]

    package init(id: UInt64, patch: [PatchOperation]) {
        self.id = id
        self.patch = patch
    }

    /// `{"id":…,"patch":[…]}`.
    package var json: JSON {
        ["id": JSON(id), "patch": .array(patch.map(\.json))]
    }

    package init(json: JSON) throws(StartError) {
        guard let id = json["id"]?.integer.flatMap(UInt64.init(exactly:)), let operations = json["patch"]?.array else {
            throw StartError(.deserialization, "A revision needs \"id\" and \"patch\".")
        }
        var patch: [PatchOperation] = []
        for operation in operations { patch.append(try PatchOperation(json: operation)) }
        self.init(id: id, patch: patch)
    }
}
