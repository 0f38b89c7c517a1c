import Errors
import Synchronization
import SystemInterface

/// Sends to a peer that may be slow, but not forever.
///
/// A peer that does not read holds its sender up, which costs nothing. But one that takes nothing for `limit` is
/// not there any more, and is told so.
struct PatientSending: Sendable {
    static let limit = Duration.seconds(60)

    /// When the call of `send` that is under way began.
    private final class Pending: Sendable {
        let since = Mutex<Duration?>(nil)
    }

    let time: any TimeSource

    /// Runs `body` with a function that calls `send`; throws `timeout` when one call of it takes longer than the limit.
    func run<Message: Sendable>(
        _ send: @escaping @Sendable (Message) async throws -> Void,
        _ body: @escaping @Sendable ((Message) async throws -> Void) async throws -> Void
    ) async throws {
        let pending = Pending()
        let time = time
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await body { message in
                    pending.since.withLock { $0 = time.uptime }
                    try await send(message)
                    pending.since.withLock { $0 = nil }
                }
            }
            group.addTask {
                while true {
                    try await time.sleep(for: Self.limit / 4)
                    if let start = pending.since.withLock({ $0 }), time.uptime - start >= Self.limit {
                        throw StartError(.timeout, "Nobody read this log for a minute. Follow it again.")
                    }
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}
