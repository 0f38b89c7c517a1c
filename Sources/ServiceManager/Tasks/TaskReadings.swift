import Synchronization

/// Keeps an old reading of a configuration from undoing what a newer one found.
///
/// Readings overlap: an action runs while another service makes a task on it. A reading has the number at which it
/// began, and one that began later saw every change that the earlier could have seen.
final class TaskReadings: Sendable {
    private struct State {
        var began: UInt64 = 0
        var newest: [[String]: (number: UInt64, reading: TaskReading)] = [:]
    }

    /// How many are kept: packages choose the names. One that is overtaken is so within a minute.
    private static let limit = 256

    private let state = Mutex(State())

    /// The number of a reading that begins now.
    func begin() -> UInt64 {
        state.withLock {
            $0.began += 1
            return $0.began
        }
    }

    /// What is to be believed of an action's configuration when `reading`, begun at `number`, has come in.
    func newest(_ reading: TaskReading, begunAt number: UInt64, package: String, action: String) -> TaskReading {
        state.withLock { state in
            let key = [package, action]
            if let known = state.newest[key], known.number > number { return known.reading }
            state.newest[key] = (number, reading)
            if state.newest.count > Self.limit,
                let oldest = state.newest.min(by: { $0.value.number < $1.value.number })?.key
            {
                state.newest[oldest] = nil
            }
            return reading
        }
    }
}
