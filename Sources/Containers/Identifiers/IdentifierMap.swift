import Errors

/// How ids on disk become ids inside a container, before they become ids of the host.
///
/// Ids that are not named stay as they are. The changes apply one after the other, each to the result of those before.
package struct IdentifierMap: Hashable, Sendable {
    package struct Change: Hashable, Sendable {
        package let from: UInt32
        package let to: UInt32
        package let count: UInt32

        package init(from: UInt32, to: UInt32, count: UInt32) {
            self.from = from
            self.to = to
            self.count = count
        }
    }

    package static let identity = IdentifierMap(changes: [])

    /// The kernel takes this many lines.
    static let extentLimit = 340

    package let changes: [Change]

    package init(changes: [Change]) {
        self.changes = changes
    }

    /// A run of ids: `disk`, `disk + 1`… appear as `host`, `host + 1`….
    struct Extent: Hashable {
        var disk: UInt32
        var host: UInt32
        var count: UInt32
    }

    /// The runs that lead from disk to the host's ids of `range`.
    ///
    /// Two ids cannot become one: an id that was changed wins over one that was not, else the lowest. The loser has no
    /// id, and its files belong to nobody.
    func extents(in range: IdentifierRange) throws(StartError) -> [Extent] {
        guard !changes.isEmpty else { return [Extent(disk: 0, host: range.start, count: range.count)] }
        let size = Int(range.count)
        var owner = [Int32](repeating: -1, count: size)
        var changed = [Bool](repeating: false, count: size)
        for disk in 0..<size {
            var seen = UInt32(disk)
            var touched = false
            for change in changes where seen >= change.from && seen - change.from < change.count {
                let (moved, overflow) = change.to.addingReportingOverflow(seen - change.from)
                guard !overflow else {
                    throw StartError(.invalidRequest, "The id map leads beyond the largest id.")
                }
                seen = moved
                touched = true
            }
            guard seen < range.count else { continue }
            let index = Int(seen)
            if owner[index] < 0 || (touched && !changed[index]) {
                owner[index] = Int32(disk)
                changed[index] = touched
            }
        }
        var extents: [Extent] = []
        for (seen, disk) in owner.enumerated() where disk >= 0 {
            if let last = extents.last, last.disk + last.count == UInt32(disk),
                last.host + last.count == range.start + UInt32(seen)
            {
                extents[extents.count - 1].count += 1
            } else {
                extents.append(Extent(disk: UInt32(disk), host: range.start + UInt32(seen), count: 1))
            }
        }
        guard extents.count <= Self.extentLimit else {
            throw StartError(.invalidRequest, "The id map is too scattered: \(extents.count) runs of ids.")
        }
        return extents
    }
}
