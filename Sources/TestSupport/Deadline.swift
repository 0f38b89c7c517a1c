import Errors
import LiveSystem
import SystemInterface

/// Does `body` but gives up after `limit`.
///
/// - Throws: `timeout` naming `what` was waited for.
package func within<T: Sendable>(
    _ limit: Duration, _ what: String, _ body: @escaping @Sendable () async throws -> T
) async throws -> T {
    try await withThrowingTaskGroup(of: T.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await LiveTimeSource().sleep(for: limit)
            throw StartError(.timeout, "Waited \(limit) in vain: \(what).")
        }
        defer { group.cancelAll() }
        guard let result = try await group.next() else { throw StartError(.timeout, what) }
        return result
    }
}

/// Looks again and again until `body` returns something, for things of the machine that tell nobody when they change.
///
/// - Throws: `timeout` naming `what` was waited for.
package func eventually<T: Sendable>(
    _ limit: Duration = .seconds(20), _ what: String, _ body: @escaping @Sendable () async throws -> T?
) async throws -> T {
    let time = LiveTimeSource()
    return try await within(limit, what) {
        while true {
            if let result = try await body() { return result }
            try await time.sleep(for: .milliseconds(20))
        }
    }
}
