package import JSONValues

extension JSON {
    /// A patch that, applied to `old`, gives a value equal to this one. Empty when they are equal.
    ///
    /// - Parameter pointer: Put before every path.
    package func difference(from old: JSON, at pointer: JSONPointer = .root) -> [PatchOperation] {
        var patch: [PatchOperation] = []
        difference(from: old, at: pointer, into: &patch)
        return patch
    }

    func difference(from old: JSON, at pointer: JSONPointer, into patch: inout [PatchOperation]) {
        switch (old, self) {
        case (.object(let before), .object(let after)):
            for name in before.keys where after[name] == nil { patch.append(.remove(pointer.appending(name))) }
            for (name, value) in after {
                if let earlier = before[name] {
                    value.difference(from: earlier, atMember: name, of: pointer, into: &patch)
                } else {
                    patch.append(.add(pointer.appending(name), value))
                }
            }
        case (.array(let before), .array(let after)):
            Self.difference(from: before, to: after, at: pointer, into: &patch)
        default:
            if old != self { patch.append(.replace(pointer, self)) }
        }
    }

    /// Makes the pointer of a member only when something in it differs: most scalars do not.
    private func difference(
        from old: JSON, atMember name: String, of pointer: JSONPointer, into patch: inout [PatchOperation]
    ) {
        switch (old, self) {
        case (.object, .object), (.array, .array):
            difference(from: old, at: pointer.appending(name), into: &patch)
        default:
            if old != self { patch.append(.replace(pointer.appending(name), self)) }
        }
    }

    /// Leaves out what both have in common at the beginning and at the end, then goes pairwise.
    private static func difference(
        from before: [JSON], to after: [JSON], at pointer: JSONPointer, into patch: inout [PatchOperation]
    ) {
        let shorter = min(before.count, after.count)
        var prefix = 0
        while prefix < shorter, before[prefix] == after[prefix] { prefix += 1 }
        var suffix = 0
        while suffix < shorter - prefix, before[before.count - 1 - suffix] == after[after.count - 1 - suffix] {
            suffix += 1
        }
        for index in prefix..<(shorter - suffix) {
            after[index].difference(from: before[index], at: pointer.appending(String(index)), into: &patch)
        }
        let end = shorter - suffix
        for _ in end..<max(end, before.count - suffix) { patch.append(.remove(pointer.appending(String(end)))) }
        for index in end..<max(end, after.count - suffix) {
            patch.append(.add(pointer.appending(String(index)), after[index]))
        }
    }
}
