import JSONValues

/// A revision as JSON text in UTF-8, made once and shared by all subscribers of the same scope.
package struct EncodedRevision: Equatable, Sendable {
    package let id: UInt64
    /// `{"id":…,"patch":[…]}`, paths as seen from the scope.
    package let bytes: [UInt8]
}

/// What a subscription delivers.
package enum SubscriptionEvent: Equatable, Sendable {
    case revision(EncodedRevision)
    /// The subscriber was too slow and missed revisions. The last event: close, and let the client begin anew.
    case overflow
}

/// How much may wait for one subscriber.
package struct SubscriptionLimit: Sendable {
    package var revisions: Int
    package var bytes: Int

    package init(revisions: Int = 4096, bytes: Int = 16 << 20) {
        self.revisions = revisions
        self.bytes = bytes
    }
}

/// The live revisions of one scope, from right after the dump it was made with. Ids rise but may have gaps.
///
/// For one consumer. Ends when the database closes, after `overflow`, or when the task is cancelled.
package struct Subscription: AsyncSequence, Sendable {
    package typealias Element = SubscriptionEvent
    package typealias Failure = Never

    let queue: SubscriptionQueue
    let registration: Registration

    /// Promises that an event with an id of at least `revision` comes, once everything before it was delivered: an
    /// empty patch when no change of this scope reaches that far.
    package func synchronize(to revision: UInt64) {
        queue.synchronize(to: revision)
    }

    package func makeAsyncIterator() -> Iterator {
        Iterator(queue: queue, registration: registration)
    }

    package struct Iterator: AsyncIteratorProtocol {
        let queue: SubscriptionQueue
        let registration: Registration

        package mutating func next() async -> SubscriptionEvent? {
            await next(isolation: nil)
        }

        package mutating func next(isolation actor: isolated (any Actor)?) async -> SubscriptionEvent? {
            while !Task.isCancelled {
                switch queue.pop() {
                case .event(let event): return event
                case .end: return nil
                case .nothingYet: guard await queue.wakeup.wait() else { return nil }
                }
            }
            return nil
        }
    }
}
