import JSONValues
import Synchronization

/// Everybody who wants to know of changes. Ordered, so that a simulation wakes them in the same order every time.
struct Observers {
    struct Watcher {
        let pointer: JSONPointer
        let wakeup: Wakeup
    }

    private(set) var isClosed = false
    private var nextID: UInt64 = 0
    private var watchers: OrderedDictionary<UInt64, Watcher> = [:]
    private var scopes: OrderedDictionary<JSONPointer, OrderedDictionary<UInt64, SubscriptionQueue>> = [:]

    mutating func add(_ watcher: Watcher) -> UInt64 {
        nextID += 1
        watchers[nextID] = watcher
        return nextID
    }

    mutating func add(_ queue: SubscriptionQueue, scope: JSONPointer) -> UInt64 {
        nextID += 1
        scopes[scope, default: [:]][nextID] = queue
        return nextID
    }

    mutating func remove(_ id: UInt64, scope: JSONPointer?) {
        guard let scope else {
            watchers[id] = nil
            return
        }
        scopes[scope]?[id] = nil
        if scopes[scope]?.isEmpty == true { scopes[scope] = nil }
    }

    func deliver(_ revision: Revision) {
        for (scope, queues) in scopes {
            guard let encoded = revision.scoped(to: scope)?.encoded else { continue }
            for queue in queues.values { queue.push(encoded) }
        }
        for watcher in watchers.values where revision.touches(watcher.pointer) { watcher.wakeup.signal() }
    }

    func synchronize(to revision: UInt64) {
        for queues in scopes.values {
            for queue in queues.values { queue.synchronize(to: revision) }
        }
    }

    mutating func close() {
        isClosed = true
        for watcher in watchers.values { watcher.wakeup.signal() }
        for queues in scopes.values {
            for queue in queues.values { queue.finish() }
        }
    }
}

/// Keeps an observer registered for as long as somebody holds it.
final class Registration: Sendable {
    private let database: Database
    private let id: UInt64
    private let scope: JSONPointer?

    init(_ database: Database, id: UInt64, scope: JSONPointer?) {
        self.database = database
        self.id = id
        self.scope = scope
    }

    deinit {
        database.observers.withLock { $0.remove(id, scope: scope) }
    }
}
