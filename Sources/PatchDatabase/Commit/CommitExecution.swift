import Synchronization
package import SystemInterface

/// Where a database does its disk work.
package enum CommitExecution: Sendable {
    /// On a thread of its own, so that a slow disk never holds up the threads of the concurrency runtime. Commits that
    /// arrive during one fsync share the next.
    case ownThread
    /// In the updating task as long as the disk answers faster than going to another thread and back would take, else
    /// as `ownThread`.
    case whereFaster(time: any TimeSource)
    /// In the updating task: for simulations, where another thread's timing would not repeat.
    case inline
}

/// How fast the disk has been lately.
final class DiskPace: Sendable {
    /// What an update may hold up a thread of the concurrency runtime for.
    private static let limit = Duration.microseconds(250)
    /// Fast writes in a row that make a disk a fast one: one slow write is one too many.
    private static let proof = 16

    private let fastWrites = Atomic(0)

    var isFast: Bool { fastWrites.load(ordering: .relaxed) >= Self.proof }

    /// Takes note of a write. Only one is under way at a time.
    func note(_ duration: Duration) {
        let count = fastWrites.load(ordering: .relaxed)
        fastWrites.store(duration < Self.limit ? min(count + 1, Self.proof) : 0, ordering: .relaxed)
    }
}
