/// The user and group ids of the host that one container's ids 0, 1, 2… stand for.
package struct IdentifierRange: Hashable, Sendable {
    /// Ids that every container gets.
    package static let size: UInt32 = 65_536
    /// The first id of service 0.
    package static let base: UInt32 = 524_288
    /// As many ranges fit below the ids that the kernel keeps for itself.
    package static let limit = Int((UInt32.max - base) / size)

    /// The host's id of the container's root.
    package let start: UInt32
    package let count: UInt32

    package init(start: UInt32, count: UInt32 = IdentifierRange.size) {
        self.start = start
        self.count = count
    }

    /// The range of the service with this number; nil when the number is out of bounds.
    package init?(service: Int) {
        guard (0..<Self.limit).contains(service) else { return nil }
        self.init(start: Self.base + UInt32(service) * Self.size)
    }

    /// The number of the service that owns this range.
    package var service: Int {
        Int(start / Self.size) - Int(Self.base / Self.size)
    }

    package func overlaps(_ other: IdentifierRange) -> Bool {
        UInt64(start) < UInt64(other.start) + UInt64(other.count)
            && UInt64(other.start) < UInt64(start) + UInt64(count)
    }

    /// The smallest service number that `taken` leaves free.
    package static func firstFreeService(taken: some Sequence<Int>) -> Int? {
        let taken = Set(taken)
        return (0..<limit).first { !taken.contains($0) }
    }
}
