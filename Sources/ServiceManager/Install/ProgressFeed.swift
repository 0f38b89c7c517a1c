package import Errors
package import ServerDocument
import Synchronization

/// How an installation goes, for any number of watchers, who may come late.
package final class ProgressFeed: Sendable {
    private struct State {
        var latest = FullProgress()
        var result: Result<Void, StartError>?
        var watchers: [AsyncThrowingStream<FullProgress, any Error>.Continuation] = []
    }

    private let state = Mutex(State())

    package init() {}

    package func report(_ progress: FullProgress) {
        state.withLock { state in
            state.latest = progress
            for watcher in state.watchers { watcher.yield(progress) }
        }
    }

    /// Ends the feed; watchers end with the error, if there is one.
    package func finish(_ result: Result<Void, StartError>) {
        let watchers = state.withLock { state in
            guard state.result == nil else { return [] as [AsyncThrowingStream<FullProgress, any Error>.Continuation] }
            state.result = result
            if case .success = result {
                state.latest.complete()
                for watcher in state.watchers { watcher.yield(state.latest) }
            }
            defer { state.watchers = [] }
            return state.watchers
        }
        for watcher in watchers { Self.end(watcher, result) }
    }

    /// The latest state, then every newer one; states that come while nobody waits are passed over.
    package func states() -> AsyncThrowingStream<FullProgress, any Error> {
        let (stream, continuation) = AsyncThrowingStream<FullProgress, any Error>.makeStream(
            bufferingPolicy: .bufferingNewest(1))
        let result = state.withLock { state in
            continuation.yield(state.latest)
            if state.result == nil { state.watchers.append(continuation) }
            return state.result
        }
        if let result { Self.end(continuation, result) }
        return stream
    }

    private static func end(
        _ watcher: AsyncThrowingStream<FullProgress, any Error>.Continuation, _ result: Result<Void, StartError>
    ) {
        switch result {
        case .success: watcher.finish()
        case .failure(let error): watcher.finish(throwing: error)
        }
    }
}

extension FullProgress {
    /// Every phase is done, and so is the whole.
    fileprivate mutating func complete() {
        for index in phases.indices { phases[index].progress = .complete }
        overall = .complete
    }
}
