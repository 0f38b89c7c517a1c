import JSONValues

/// A change that waits for its turn on the disk.
struct Commit {
    let revision: Revision
    /// The document after it.
    let snapshot: Snapshot
    let ticket: CommitTicket
}

/// The newest state, ahead of the disk by what is queued. Updates build on it one after the other.
struct CommitQueue {
    var newest: Snapshot
    var commits: [Commit] = []
    /// The last commit that was queued.
    var newestTicket: CommitTicket?
    /// Whether somebody is writing the queue to the disk, and will look again before leaving.
    var isDraining = false
    var isClosed = false
}

/// Where a database does its disk work.
package enum CommitExecution: Sendable {
    /// On a thread of its own, so that a slow disk never holds up the threads of the concurrency runtime. Commits that
    /// arrive during one fsync share the next.
    case ownThread
    /// In the updating task: for simulations, where another thread's timing would not repeat.
    case inline
}
