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
