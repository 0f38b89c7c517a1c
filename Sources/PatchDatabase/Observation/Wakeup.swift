import Synchronization

/// Lets one task sleep until somebody signals. A signal that comes first is kept; several count as one.
final class Wakeup: Sendable {
    private struct State {
        var isSignalled = false
        var isCancelled = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func signal() {
        let waiter = state.withLock { state in
            state.isSignalled = true
            return state.waiter.take()
        }
        waiter?.resume()
    }

    /// Returns true after a signal and false when the task is cancelled.
    func wait() async -> Bool {
        state.withLock { $0.isCancelled = false }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    if state.isSignalled || state.isCancelled { return true }
                    state.waiter = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.isCancelled = true
                return state.waiter.take()
            }
            waiter?.resume()
        }
        return state.withLock { state in
            let wasSignalled = state.isSignalled && !state.isCancelled
            if wasSignalled { state.isSignalled = false }
            return wasSignalled
        }
    }
}
