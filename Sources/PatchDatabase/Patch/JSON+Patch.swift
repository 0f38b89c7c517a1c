package import Errors
package import JSONValues

extension JSON {
    /// Applies a patch as one step: either all of its operations, or none and an error.
    ///
    /// - Throws: `database` naming the place that does not exist.
    package mutating func apply(_ patch: [PatchOperation]) throws(StartError) {
        let before = self
        do {
            for operation in patch { try apply(operation) }
        } catch {
            self = before
            throw error
        }
    }

    /// Applies one operation in place; the value is unchanged when it throws.
    package mutating func apply(_ operation: PatchOperation) throws(StartError) {
        let pointer = operation.pointer
        guard let last = pointer.segments.last else {
            switch operation {
            case .add(_, let value), .replace(_, let value): self = value
            case .remove: throw Self.noSuchPlace(pointer)
            }
            return
        }
        let done = modify(at: pointer.segments.dropLast()) { parent in
            switch operation {
            case .add(_, let value): parent.insertMember(value, at: last)
            case .replace(_, let value): parent.replaceMember(value, at: last) || parent.insertMember(value, at: last)
            case .remove: parent.removeMember(last)
            }
        }
        guard done == true else { throw Self.noSuchPlace(pointer) }
    }

    private static func noSuchPlace(_ pointer: JSONPointer) -> StartError {
        StartError(.database, "There is no place \"\(pointer)\" in the document.")
    }

    private mutating func insertMember(_ value: JSON, at segment: String) -> Bool {
        if var members = takeObject() {
            members[segment] = value
            self = .object(members)
            return true
        }
        guard var elements = takeArray() else { return false }
        defer { self = .array(elements) }
        guard let index = segment == "-" ? elements.count : Self.arrayIndex(segment), index <= elements.count else {
            return false
        }
        elements.insert(value, at: index)
        return true
    }

    private mutating func replaceMember(_ value: JSON, at segment: String) -> Bool {
        modify(at: [segment]) { $0 = value } != nil
    }

    private mutating func removeMember(_ segment: String) -> Bool {
        if var members = takeObject() {
            defer { self = .object(members) }
            return members.removeValue(forKey: segment) != nil
        }
        guard var elements = takeArray() else { return false }
        defer { self = .array(elements) }
        guard let index = Self.arrayIndex(segment), index < elements.count else { return false }
        elements.remove(at: index)
        return true
    }
}
