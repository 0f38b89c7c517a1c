import Errors

/// The parts of a stored archive: header, tables, bodies. No byte may belong to two of them.
struct RegionMap {
    private var regions: [ByteRegion] = []

    /// Adds a part that must lie within `size` bytes.
    ///
    /// - Throws: `filesystem` when it does not.
    mutating func add(_ region: ByteRegion, within size: UInt64) throws(StartError) {
        let (end, overflow) = region.offset.addingReportingOverflow(region.size)
        guard !overflow, end <= size else {
            throw StartError(.filesystem, "Unexpected end of file: the package is cut off.")
        }
        if region.size > 0 { regions.append(region) }
    }

    /// How many of `size` bytes belong to no part.
    ///
    /// - Throws: `parseS9pk` when parts overlap.
    func unusedBytes(of size: UInt64) throws(StartError) -> UInt64 {
        var end: UInt64 = 0
        var unused: UInt64 = 0
        for region in regions.sorted(by: { $0.offset < $1.offset }) {
            guard region.offset >= end else {
                throw StartError(.parseS9pk, "Two parts of the package overlap at byte \(region.offset).")
            }
            unused += region.offset - end
            end = region.offset + region.size
        }
        return unused + (size - end)
    }
}
