import BinaryEncodings
import Synchronization
package import SystemInterface

/// Handlers that wait for one WebSocket or REST request each, under an unguessable id.
///
/// A method answers with the id (`guid`); whoever knows it may connect once, in time. A handler that belongs to a
/// session ends with it, whether it still waits or runs already.
package final class Continuations: Sendable {
    struct ClaimedWebSocket: Sendable {
        let handler: WebSocketHandler
        let reads: Bool
        let lease: Lease
    }

    struct ClaimedREST: Sendable {
        let handler: RESTHandler
        let lease: Lease
    }

    /// Keeps a claimed handler known as running; letting go of it is its end.
    final class Lease: Sendable {
        /// Fired when the session ends.
        let stop = StopSignal()
        private let guid: String
        private let owner: Continuations

        init(_ guid: String, _ owner: Continuations) {
            self.guid = guid
            self.owner = owner
        }

        deinit {
            owner.state.withLock { $0.running[guid] = nil }
        }
    }

    private enum Kind: Sendable {
        case webSocket(WebSocketHandler, reads: Bool)
        case rest(RESTHandler)
    }

    private struct Waiting: Sendable {
        let kind: Kind
        let session: String?
        let onExpiry: @Sendable () -> Void
        let expiry: Task<Void, Never>
        let order: UInt64
    }

    private struct State {
        var waiting: [String: Waiting] = [:]
        var running: [String: (session: String?, stop: StopSignal)] = [:]
        var registrations: UInt64 = 0
    }

    /// How many handlers may wait; beyond, the oldest is dropped.
    private static let limit = 1024

    private let state = Mutex(State())
    private let time: any TimeSource
    private let random: any RandomSource

    package init(time: any TimeSource, random: any RandomSource) {
        self.time = time
        self.random = random
    }

    /// Lets `handler` wait for a WebSocket at `/ws/rpc/<guid>`. Returns the guid: 32 characters of A–Z and 2–7.
    ///
    /// - Parameters:
    ///   - session: The session that it ends with; nil when nothing ends it.
    ///   - onExpiry: Called when nobody came in time or the session ended before.
    package func openWebSocket(
        session: String?,
        timeout: Duration = .seconds(30),
        onExpiry: @escaping @Sendable () -> Void = {},
        _ handler: @escaping WebSocketHandler
    ) -> String {
        open(.webSocket(handler, reads: true), session, timeout, onExpiry)
    }

    /// Like `openWebSocket`, for a handler that only sends: what the peer says is read and dropped.
    package func openPush(
        session: String?,
        timeout: Duration = .seconds(30),
        onExpiry: @escaping @Sendable () -> Void = {},
        _ handler: @escaping @Sendable (WebSocketOutbound) async throws -> Void
    ) -> String {
        open(.webSocket({ _, outbound in try await handler(outbound) }, reads: false), session, timeout, onExpiry)
    }

    /// Lets `handler` wait for a request at `/rest/rpc/<guid>`. Returns the guid.
    package func openREST(
        session: String?,
        timeout: Duration = .seconds(30),
        onExpiry: @escaping @Sendable () -> Void = {},
        _ handler: @escaping RESTHandler
    ) -> String {
        open(.rest(handler), session, timeout, onExpiry)
    }

    /// Ends everything that belongs to a session.
    package func endSession(_ session: String) {
        let (dropped, stopped) = state.withLock { state in
            let dropped = state.waiting.filter { $0.value.session == session }
            for guid in dropped.keys { state.waiting[guid] = nil }
            return (dropped.values, state.running.values.filter { $0.session == session }.map(\.stop))
        }
        for waiting in dropped { expire(waiting) }
        for stop in stopped { stop.fire() }
    }

    /// How many handlers wait or run.
    package var count: Int {
        state.withLock { $0.waiting.count + $0.running.count }
    }

    func claimWebSocket(_ guid: String) -> ClaimedWebSocket? {
        state.withLock { state in
            guard let waiting = state.waiting[guid], case .webSocket(let handler, let reads) = waiting.kind else {
                return nil
            }
            return ClaimedWebSocket(handler: handler, reads: reads, lease: begin(guid, waiting, in: &state))
        }
    }

    func claimREST(_ guid: String) -> ClaimedREST? {
        state.withLock { state in
            guard let waiting = state.waiting[guid], case .rest(let handler) = waiting.kind else { return nil }
            return ClaimedREST(handler: handler, lease: begin(guid, waiting, in: &state))
        }
    }

    private func begin(_ guid: String, _ waiting: Waiting, in state: inout State) -> Lease {
        let lease = Lease(guid, self)
        state.waiting[guid] = nil
        state.running[guid] = (waiting.session, lease.stop)
        waiting.expiry.cancel()
        return lease
    }

    private func open(
        _ kind: Kind, _ session: String?, _ timeout: Duration, _ onExpiry: @escaping @Sendable () -> Void
    ) -> String {
        let guid = ContinuationId.make(random: random)
        let expiry = Task { [weak self, time] in
            do { try await time.sleep(for: timeout) } catch { return }
            guard let self, let waiting = state.withLock({ $0.waiting.removeValue(forKey: guid) }) else { return }
            expire(waiting)
        }
        let oldest = state.withLock { state -> Waiting? in
            state.registrations += 1
            state.waiting[guid] = Waiting(
                kind: kind, session: session, onExpiry: onExpiry, expiry: expiry, order: state.registrations)
            guard state.waiting.count > Self.limit,
                let oldest = state.waiting.min(by: { $0.value.order < $1.value.order })
            else { return nil }
            return state.waiting.removeValue(forKey: oldest.key)
        }
        if let oldest { expire(oldest) }
        return guid
    }

    private func expire(_ waiting: Waiting) {
        waiting.expiry.cancel()
        waiting.onExpiry()
    }
}

/// The ids of continuations: 160 random bits as 32 characters of A–Z and 2–7.
enum ContinuationId {
    static func make(random: any RandomSource) -> String {
        Base32.encode(random.bytes(20)).uppercased()
    }

    /// Whether `text` has the form of one.
    static func isValid(_ text: some StringProtocol) -> Bool {
        text.utf8.count == 32 && text == text.uppercased() && Base32.decode(text) != nil
    }
}
