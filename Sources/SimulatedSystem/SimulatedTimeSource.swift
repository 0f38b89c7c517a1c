import Synchronization
public import SystemInterface

/// A clock that stands still until it is moved on. Sleepers wake in the order of their moments.
public final class SimulatedTimeSource: TimeSource {
    private struct Sleeper {
        let id: UInt64
        let wakes: Duration
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var uptime = Duration.zero
        var nextID: UInt64 = 0
        var sleepers: [Sleeper] = []
        var cancelled: Set<UInt64> = []
        /// Who waits for a number of sleepers.
        var observers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

        mutating func observersToResume() -> [CheckedContinuation<Void, Never>] {
            let count = sleepers.count
            defer { observers.removeAll { $0.count <= count } }
            return observers.filter { $0.count <= count }.map(\.continuation)
        }
    }

    private let start: Timestamp
    private let state = Mutex(State())

    /// - Parameter start: The time of day when the clock is made; 2026-01-01T00:00:00Z unless told.
    public init(start: Timestamp = Timestamp(microseconds: 1_767_225_600_000_000)) {
        self.start = start
    }

    public var now: Timestamp { start.advanced(by: uptime) }

    public var uptime: Duration { state.withLock { $0.uptime } }

    public func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        guard duration > .zero else { return }
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let observers = state.withLock { state -> [CheckedContinuation<Void, Never>]? in
                    if state.cancelled.remove(id) != nil { return nil }
                    let sleeper = Sleeper(id: id, wakes: state.uptime + duration, continuation: continuation)
                    let place = state.sleepers.firstIndex { $0.wakes > sleeper.wakes } ?? state.sleepers.endIndex
                    state.sleepers.insert(sleeper, at: place)
                    return state.observersToResume()
                }
                guard let observers else { return continuation.resume(throwing: CancellationError()) }
                for observer in observers { observer.resume() }
            }
        } onCancel: {
            let sleeper = state.withLock { state -> Sleeper? in
                guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else {
                    state.cancelled.insert(id)
                    return nil
                }
                return state.sleepers.remove(at: index)
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Moves the clock on and wakes everybody whose moment has come.
    public func advance(by duration: Duration) {
        let woken = state.withLock { state in
            state.uptime += duration
            let count = state.sleepers.prefix { $0.wakes <= state.uptime }.count
            defer { state.sleepers.removeFirst(count) }
            return state.sleepers.prefix(count).map(\.continuation)
        }
        for continuation in woken { continuation.resume() }
    }

    /// Moves the clock on to the next moment somebody waits for. Returns false when nobody sleeps.
    @discardableResult
    public func advanceToNextSleeper() -> Bool {
        let wait = state.withLock { state in state.sleepers.first.map { $0.wakes - state.uptime } }
        guard let wait else { return false }
        advance(by: wait)
        return true
    }

    /// Returns once at least `count` tasks sleep, so that a test need not guess when to move the clock.
    public func waitForSleepers(_ count: Int = 1) async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if state.sleepers.count >= count { return true }
                state.observers.append((count, continuation))
                return false
            }
            if isReady { continuation.resume() }
        }
    }
}
