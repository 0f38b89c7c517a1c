import Errors
package import JSONValues
import Synchronization

extension Database {
    /// The value at `path` now, then its newest value after each change that touches it.
    package func watch<Value: Decodable & Sendable>(_ path: DocumentPath<Value>) -> DocumentWatch<Value> {
        DocumentWatch(database: self, path: path)
    }

    /// The raw value at `pointer` now, then its newest value after each change that touches it.
    package func watch(_ pointer: JSONPointer) -> DocumentWatch<JSON> {
        DocumentWatch(database: self, path: DocumentPath(pointer))
    }

    /// Waits until the value at `path` satisfies `condition` and returns it.
    ///
    /// - Throws: `cancelled` when the task is, `database` when the database closes first.
    package func value<Value: Decodable & Sendable>(
        at path: DocumentPath<Value>, where condition: (Value?) throws -> Bool
    ) async throws -> Value? {
        for try await value in watch(path) where try condition(value) { return value }
        if Task.isCancelled { throw StartError(.cancelled, "Waiting for \"\(path)\" was cancelled.") }
        throw StartError(.database, "The database was closed while \"\(path)\" was waited for.")
    }

    /// The value at `scope` and, without a gap, every later revision of it with paths as seen from there.
    ///
    /// - Parameter scope: Leads through objects only; array indices may move.
    /// - Returns: The dump (null for a missing value) and the revisions after it.
    package func subscribe(scope: JSONPointer) -> (dump: Snapshot, subscription: Subscription) {
        observers.withLock { observers in
            let now = snapshot()
            let queue = SubscriptionQueue(startingAfter: now.revision, limit: subscriptionLimit)
            if observers.isClosed { queue.finish() }
            let registration = Registration(self, id: observers.add(queue, scope: scope), scope: scope)
            let dump = Snapshot(revision: now.revision, document: now.value(at: scope) ?? .null)
            return (dump, Subscription(queue: queue, registration: registration))
        }
    }

    /// Promises every open subscription an event with an id of at least `revision`, which must be durable: for a
    /// client that waits to see its own change.
    package func synchronizeSubscriptions(to revision: UInt64) {
        observers.withLock { $0.synchronize(to: revision) }
    }
}
