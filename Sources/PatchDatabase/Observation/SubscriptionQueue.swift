import DequeModule
import Synchronization

/// The waiting room between the database and one subscriber. Bounded: who is too slow loses its place.
final class SubscriptionQueue: Sendable {
    private struct State {
        var revisions: Deque<EncodedRevision> = []
        var bytes = 0
        var last: UInt64
        var synchronizationTarget: UInt64 = 0
        var isOverflowing = false
        var isFinished = false
    }

    private let state: Mutex<State>
    private let limit: SubscriptionLimit
    let wakeup = Wakeup()

    init(startingAfter revision: UInt64, limit: SubscriptionLimit) {
        self.limit = limit
        state = Mutex(State(last: revision))
    }

    func push(_ revision: EncodedRevision) {
        state.withLock { state in
            guard !state.isOverflowing, !state.isFinished else { return }
            state.revisions.append(revision)
            state.bytes += revision.bytes.count
            if state.revisions.count > limit.revisions || state.bytes > limit.bytes {
                state.isOverflowing = true
                state.revisions = []
            }
        }
        wakeup.signal()
    }

    func synchronize(to revision: UInt64) {
        state.withLock { $0.synchronizationTarget = max($0.synchronizationTarget, revision) }
        wakeup.signal()
    }

    func finish() {
        state.withLock { $0.isFinished = true }
        wakeup.signal()
    }

    enum Item {
        case event(SubscriptionEvent)
        case nothingYet
        case end
    }

    /// The next event. A synchronisation mark comes only after everything queued, and stays until it is reached.
    func pop() -> Item {
        state.withLock { state in
            if state.isOverflowing {
                state.isOverflowing = false
                state.isFinished = true
                return .event(.overflow)
            }
            if let revision = state.revisions.popFirst() {
                state.bytes -= revision.bytes.count
                state.last = revision.id
                return .event(.revision(revision))
            }
            if state.isFinished { return .end }
            guard state.synchronizationTarget > state.last else { return .nothingYet }
            state.last = state.synchronizationTarget
            return .event(.revision(Revision(id: state.last, patch: []).encoded))
        }
    }
}
