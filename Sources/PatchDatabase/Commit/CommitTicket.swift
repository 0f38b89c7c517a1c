import Errors
import Synchronization

/// The promise that a commit becomes durable, or the error that kept it from it. Any number of tasks may wait.
final class CommitTicket: Sendable {
    private enum State {
        case open([CheckedContinuation<Void, any Error>])
        case settled(StartError?)
    }

    private let state = Mutex(State.open([]))

    func settle(_ error: StartError?) {
        let waiters = state.withLock { state -> [CheckedContinuation<Void, any Error>] in
            guard case .open(let waiters) = state else { return [] }
            state = .settled(error)
            return waiters
        }
        for waiter in waiters { Self.resume(waiter, error) }
    }

    /// Returns when the commit is durable. Cancelling does not end the wait: the commit is under way.
    func wait() async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            let settled = state.withLock { state -> StartError?? in
                guard case .open(let waiters) = state else {
                    if case .settled(let error) = state { return .some(error) }
                    return .none
                }
                state = .open(waiters + [continuation])
                return .none
            }
            if let settled { Self.resume(continuation, settled) }
        }
    }

    private static func resume(_ continuation: CheckedContinuation<Void, any Error>, _ error: StartError?) {
        if let error { continuation.resume(throwing: error) } else { continuation.resume() }
    }
}
