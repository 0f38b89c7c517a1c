import Errors
import JSONValues
import Synchronization

/// What an update did.
package struct UpdateResult<Value: Sendable>: Sendable {
    /// What the closure returned.
    package let value: Value
    /// The revision it made; nil when the document stayed the same.
    package let revision: UInt64?
}

extension Database {
    /// Changes the document and returns when the change is durable and visible to readers.
    ///
    /// Updates run one after the other, each on the result of the one before; keep the closure short and free of I/O.
    /// A closure that throws changes nothing. When the document is equal afterwards no revision is made.
    ///
    /// - Throws: What the closure throws; `filesystem` when the disk fails: then nothing is changed.
    @discardableResult
    package func update<Value: Sendable>(
        _ body: (inout Transaction) throws -> Value
    ) async throws -> UpdateResult<Value> {
        let outcome = try queue.withLock { queue in
            guard !queue.isClosed else { throw StartError(.database, "The database is closed.") }
            var transaction = Transaction(base: queue.newest)
            let value = try body(&transaction)
            let patch = transaction.patch()
            guard !patch.isEmpty else {
                // What it read may not be durable yet: an answer built on that must wait too.
                return Outcome(value: value, revision: nil, ticket: queue.newestTicket, mustDrain: false)
            }
            let revision = Revision(id: queue.newest.revision + 1, patch: patch)
            let ticket = CommitTicket()
            queue.newest = Snapshot(revision: revision.id, document: transaction.document)
            queue.commits.append(Commit(revision: revision, snapshot: queue.newest, ticket: ticket))
            queue.newestTicket = ticket
            let mustDrain = !queue.isDraining
            queue.isDraining = true
            return Outcome(value: value, revision: revision.id, ticket: ticket, mustDrain: mustDrain)
        }
        if outcome.mustDrain { write() }
        try await outcome.ticket?.wait()
        return UpdateResult(value: outcome.value, revision: outcome.revision)
    }

    private struct Outcome<Value: Sendable>: Sendable {
        let value: Value
        let revision: UInt64?
        let ticket: CommitTicket?
        let mustDrain: Bool
    }

    /// Writes what is queued until nothing is left.
    func drain() {
        while writeBatch() {}
    }

    /// Writes what is queued, all of it with one fsync.
    ///
    /// - Returns: Whether more may have come meanwhile; otherwise nobody writes any more.
    func writeBatch() -> Bool {
        guard let batch = takeBatch(), let last = batch.last?.snapshot else { return false }
        do throws(StartError) {
            let revisions = batch.map(\.revision.json)
            try log.withLock { (log) throws(StartError) in
                try timed { () throws(StartError) in try log.append(revisions, leadingTo: last) }
            }
            publish(batch, last)
            for commit in batch { commit.ticket.settle(nil) }
            if let error = log.withLock({ $0.compactIfNeeded(last) }) { onCompactionFailure(error) }
        } catch {
            fail(batch, error)
        }
        return hasMore()
    }

    /// Whether somebody must go on writing; if not, the next to come begins anew.
    private func hasMore() -> Bool {
        queue.withLock { queue in
            queue.isDraining = !queue.commits.isEmpty
            return queue.isDraining
        }
    }

    private func takeBatch() -> [Commit]? {
        queue.withLock { queue in
            guard !queue.commits.isEmpty else {
                queue.isDraining = false
                return nil
            }
            defer { queue.commits = [] }
            return queue.commits
        }
    }

    /// Makes a batch visible and tells who waits for it, in one step for those who subscribe meanwhile.
    private func publish(_ batch: [Commit], _ last: Snapshot) {
        observers.withLock { observers in
            current.withLock { $0 = last }
            for commit in batch { observers.deliver(commit.revision) }
        }
    }

    /// Goes back to the durable state: the batch and everything built on it never happened.
    private func fail(_ batch: [Commit], _ error: StartError) {
        let dependent = queue.withLock { queue in
            defer { queue.commits = [] }
            queue.newest = snapshot()
            queue.newestTicket = nil
            return queue.commits
        }
        for commit in batch + dependent { commit.ticket.settle(error) }
    }
}
