package import JSONValues

extension Revision {
    /// This revision as seen by somebody who only knows what stands at `scope`; nil when nothing of it changed.
    package func scoped(to scope: JSONPointer) -> Revision? {
        let operations = scope.isRoot ? patch : patch.compactMap { $0.scoped(to: scope) }
        return operations.isEmpty ? nil : Revision(id: id, patch: operations)
    }

    /// Whether anything at, in or around `pointer` changed.
    func touches(_ pointer: JSONPointer) -> Bool {
        patch.contains { $0.pointer.overlaps(pointer) }
    }

    /// The JSON text sent to subscribers.
    var encoded: EncodedRevision {
        EncodedRevision(id: id, bytes: json.bytes)
    }
}

extension PatchOperation {
    func scoped(to scope: JSONPointer) -> PatchOperation? {
        if case .remove = self, scope.starts(with: pointer) { return .replace(.root, .null) }
        if let inner = pointer.removingPrefix(scope) { return at(inner) }
        guard let rest = scope.removingPrefix(pointer) else { return nil }
        switch self {
        case .add(_, let value): return .add(.root, value.value(at: rest) ?? .null)
        case .replace(_, let value): return .replace(.root, value.value(at: rest) ?? .null)
        case .remove: return nil
        }
    }
}
