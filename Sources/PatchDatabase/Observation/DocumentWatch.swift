package import Errors
import JSONValues
import Synchronization

/// The value at one place: as it is now, then again after each revision that touches the place.
///
/// Changes that come while nobody waits are taken together: what arrives is always the newest value. nil stands for a
/// missing value and for null. Each iterator watches for itself. Ends when the database closes or the task is
/// cancelled; throws `deserialization` for a value of another type.
package struct DocumentWatch<Value: Decodable & Sendable>: AsyncSequence, Sendable {
    package typealias Element = Value?
    package typealias Failure = StartError

    let database: Database
    let path: DocumentPath<Value>

    package func makeAsyncIterator() -> Iterator {
        let wakeup = Wakeup()
        wakeup.signal()
        let id = database.observers.withLock { $0.add(Observers.Watcher(pointer: path.pointer, wakeup: wakeup)) }
        return Iterator(
            database: database, path: path, wakeup: wakeup, registration: Registration(database, id: id, scope: nil))
    }

    package struct Iterator: AsyncIteratorProtocol {
        let database: Database
        let path: DocumentPath<Value>
        let wakeup: Wakeup
        let registration: Registration

        package mutating func next() async throws(StartError) -> Value?? {
            try await next(isolation: nil)
        }

        package mutating func next(isolation actor: isolated (any Actor)?) async throws(StartError) -> Value?? {
            guard await wakeup.wait(), !database.isClosed else { return .none }
            return .some(try database.snapshot().value(at: path))
        }
    }
}
