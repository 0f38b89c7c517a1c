/// How much a service may write into its log: a burst at once, then a steady amount. A flood would push out everything
/// that was said before, and wear the disk.
struct LogRate {
    /// Bytes at once.
    static let burst = 4 << 20
    /// Bytes a second.
    static let steady = 256 << 10

    /// What may be written now.
    private var room = Self.burst
    private var last: Int?

    /// Whether `count` bytes may be written at a time in microseconds. A clock that goes back gives nothing and takes
    /// nothing.
    mutating func allows(_ count: Int, at time: Int) -> Bool {
        let passed = max(0, time - (last ?? time))
        last = time
        // After a minute it is full in any case, and longer times need not be multiplied.
        room = min(Self.burst, room + min(passed, 60_000_000) * Self.steady / 1_000_000)
        guard count <= room else { return false }
        room -= count
        return true
    }
}
