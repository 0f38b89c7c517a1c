import Errors
import Logs
import PatchDatabase
import ServerDocument
import SystemInterface

/// What a service leaves to read when it fails, and its waits between tries.
extension InstalledService {
    /// How many lines of its log an error ends with.
    private static let lastLines = 5

    /// Begins a try: what is said from here on belongs to it.
    func beginTry() {
        tryBegan = try? log.end()
    }

    /// A reason with the last lines that the service wrote in this try.
    func explain(_ reason: String) -> String {
        guard let begin = tryBegan, let end = try? log.end(), begin < end,
            let records = try? log.records(before: end, limit: Self.lastLines).records
                .filter({ $0.position >= begin }),
            !records.isEmpty
        else { return reason }
        // Bytes: one character can be as long as a line.
        let lines = records.map { "  " + String(decoding: $0.message.utf8.prefix(300), as: UTF8.self) }
        return "\(reason)\nIts last words:\n\(lines.joined(separator: "\n"))"
    }

    /// Writes why the service failed and when it is tried again, and waits until then.
    func waitToRetry(attempt: Int, after wait: Duration, reason: String) async {
        // Up to a fifth earlier, at random: services that failed together do not come back together.
        let share = host.random.bytes(1).first.map { Double($0) / 255 } ?? 0
        let wait = wait * (1 - share / 5)
        let at = host.time.now.advanced(by: wait).description
        let details = explain(reason)
        schedule(.timerFired(.retry), after: wait)
        await record { status in
            status.error = ErrorInfo(details: details, debug: reason)
            // A service that is awake for an action alone is not started again by itself.
            status.retry = status.desired.isForRunning ? RetryInfo(attempt: attempt, at: at, reason: reason) : nil
        }
    }

    /// Goes on with the wait that the last daemon began, if the service was waiting.
    ///
    /// - Returns: The failures so far; 0 when there is nothing to wait for.
    func resumeWait() -> Int {
        guard let status = (try? host.database.value(at: entry.statusInfo)) ?? nil, status.desired.isForRunning,
            let retry = status.retry, let at = Timestamp(rfc3339: retry.at)
        else { return 0 }
        // The clock may have been set meanwhile.
        let left = min(max(.zero, at.duration(since: host.time.now)), ServiceLifeCycle.longestWait)
        schedule(.timerFired(.retry), after: left)
        return max(1, retry.attempt)
    }

    /// Tries at once what waits to be tried again.
    package nonisolated func retryNow() {
        report(.retryNow)
    }
}
