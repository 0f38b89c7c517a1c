import Errors
import RPCServer
import SystemInterface

/// Limits guesses of a secret: so many failures in a window from one place, then nobody there may try until the oldest has
/// passed. Other places are not concerned, so that a stranger cannot keep the owner out.
///
/// A success is forgiven everything before it. Time is the uptime, which nobody can set.
struct AttemptLimiter: Sendable {
    let allowedFailures: Int
    let window: Duration
    private var failures: [PeerNetwork: [Duration]] = [:]

    /// How many places are remembered; beyond, those not known yet have to wait.
    private static let placeLimit = 4096

    init(allowedFailures: Int, window: Duration) {
        self.allowedFailures = allowedFailures
        self.window = window
    }

    /// Counts an attempt that begins now as failed, until `succeeded(from:)` says otherwise: attempts made at the same
    /// time cannot slip through together.
    ///
    /// - Throws: `rateLimited` with the seconds to wait.
    mutating func begin(from place: PeerNetwork, at now: Duration) throws(StartError) {
        var recent = (failures[place] ?? []).filter { now - $0 < window }
        if recent.count >= allowedFailures, let oldest = recent.first {
            let wait = (window - (now - oldest)).components.seconds + 1
            throw StartError(.rateLimited, "Too many wrong attempts. Try again in \(wait) seconds.")
        }
        if recent.isEmpty, failures.count >= Self.placeLimit {
            failures = failures.filter { $0.value.contains { now - $0 < window } }
            guard failures.count < Self.placeLimit else {
                throw StartError(
                    .rateLimited, "Too many wrong attempts. Try again in \(window.components.seconds) seconds.")
            }
        }
        recent.append(now)
        failures[place] = recent
    }

    mutating func succeeded(from place: PeerNetwork) {
        failures[place] = nil
    }
}
