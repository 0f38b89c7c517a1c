import Errors
import SystemInterface

/// Limits guesses of a secret: so many failures in a window, then nobody may try until the oldest has passed.
///
/// A success is forgiven everything before it. Time is the uptime, which nobody can set.
struct AttemptLimiter: Sendable {
    let allowedFailures: Int
    let window: Duration
    private var failures: [Duration] = []

    init(allowedFailures: Int, window: Duration) {
        self.allowedFailures = allowedFailures
        self.window = window
    }

    /// Counts an attempt that begins now as failed, until `succeeded()` says otherwise: attempts made at the same time
    /// cannot slip through together.
    ///
    /// - Throws: `rateLimited` with the seconds to wait.
    mutating func begin(at now: Duration) throws(StartError) {
        failures.removeAll { now - $0 >= window }
        if failures.count >= allowedFailures, let oldest = failures.first {
            let wait = (window - (now - oldest)).components.seconds + 1
            throw StartError(.rateLimited, "Too many wrong attempts. Try again in \(wait) seconds.")
        }
        failures.append(now)
    }

    mutating func succeeded() {
        failures = []
    }
}
