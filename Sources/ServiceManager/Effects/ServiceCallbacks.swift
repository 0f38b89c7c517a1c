import Errors
import JSONValues
import PatchDatabase

/// The callbacks that one container waits for: each fires once, when the value it was registered for changes.
///
/// The value is read and the watch begins in one step, so that no change falls in between.
actor ServiceCallbacks {
    /// How many one container may have; it is told when it asks for more.
    private static let limit = 1_000

    private let database: Database
    private let fire: @Sendable (Int) async -> Void
    private var isClosed = false
    private var watches: [Int: Task<Void, Never>] = [:]

    /// - Parameter fire: Tells the container that its callback with this id is due.
    init(database: Database, fire: @escaping @Sendable (Int) async -> Void) {
        self.database = database
        self.fire = fire
    }

    /// The value at `path`, null when there is none. With a `callback` its next change is told.
    func read<Value>(_ path: DocumentPath<Value>, _ callback: Int?) async throws(StartError) -> JSON {
        guard let callback else { return database.value(at: path.pointer) ?? .null }
        guard watches.count < Self.limit || watches[callback] != nil else {
            throw StartError(.invalidRequest, "The service waits for too many callbacks (\(Self.limit)).")
        }
        var changes = database.watch(path.pointer).makeAsyncIterator()
        let value = (try await changes.next() ?? nil) ?? .null
        guard !isClosed else { return value }
        watches[callback]?.cancel()
        watches[callback] = Task {
            var changes = changes
            guard (try? await changes.next()) != nil, !Task.isCancelled else { return }
            await self.fired(callback)
        }
        return value
    }

    private func fired(_ callback: Int) async {
        guard watches.removeValue(forKey: callback) != nil else { return }
        await fire(callback)
    }

    /// Forgets callbacks.
    func remove(where isUnwanted: (Int) -> Bool) {
        for (callback, watch) in watches where isUnwanted(callback) {
            watch.cancel()
            watches[callback] = nil
        }
    }

    func removeAll() {
        isClosed = true
        remove { _ in true }
    }
}
