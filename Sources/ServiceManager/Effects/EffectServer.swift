import CLinux
import Containers
package import Errors
package import JSONValues
import Logging
import NIOCore
import NIOPosix
import Synchronization

/// One call of a container, as it came over its `host.sock`.
struct EffectCall: Sendable {
    let method: String
    let parameters: JSONObject
    /// Names the call across repetitions; nil for callers that do not repeat (`start-container`).
    let identity: CallIdentity?
}

/// The identity of a call: the runtime instance that made it and its number there.
struct CallIdentity: Hashable, Sendable {
    let instance: String
    let number: Int
    /// Every call with a smaller number has been answered and its answer arrived.
    let acknowledged: Int

    init?(_ parameters: JSONObject) {
        guard
            let parts = parameters["callId"]?.string?.split(separator: ":"), parts.count == 2, parts[0].count <= 64,
            let number = Int(parts[1]), number >= 0
        else { return nil }
        instance = String(parts[0])
        self.number = number
        acknowledged = min(parameters["acknowledged"]?.integer ?? 0, number)
    }
}

/// Serves the effects of one container on its `host.sock`.
///
/// The socket belongs to the container's root and stands in that service's own directory: who can connect to it is
/// the service, there is no other authentication. A caller may close its sending side before the answer is there.
final class EffectServer: Sendable {
    typealias Handler = @Sendable (EffectCall) async throws(StartError) -> JSON

    /// Calls under way at once; more wait in their connections.
    private static let concurrentCalls = 16
    /// Connections at once. The runtime uses one for each call, and tries a call again whose connection closes.
    private static let connectionLimit = 128
    /// Bytes of one call; the caller is a container that may be hostile.
    private static let lineLimit = 1 << 20
    /// Bytes of all calls that are not answered and all answers that are not taken. Parsed, hostile JSON takes forty
    /// times as much. A connection that would need more is closed; the runtime tries again.
    private static let byteLimit = 4 << 20

    private final class Counter: Sendable {
        let value = Atomic(0)
    }

    /// A connection with its part of what the service may occupy.
    private struct Connection: Sendable {
        let lines: LineChannel
        let share: BudgetShare
    }

    private let listener: NIOAsyncChannel<Connection, Never>
    private let connections: OpenConnections
    private let logger: Logger

    private init(listener: NIOAsyncChannel<Connection, Never>, connections: OpenConnections, logger: Logger) {
        self.listener = listener
        self.connections = connections
        self.logger = logger
    }

    /// Begins to listen on `host.sock` in `directory`, replacing what stands there.
    static func listen(
        in directory: ConfinedDirectory, owner: UInt32, logger: Logger
    ) async throws(StartError) -> EffectServer {
        do {
            let descriptor = try directory.bindSocket("host.sock", owner: owner)
            let connections = OpenConnections()
            let budget = ByteBudget(limit: byteLimit)
            let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .childChannelOption(.allowRemoteHalfClosure, value: true)
                .bind(descriptor) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let share = BudgetShare(of: budget)
                        let lines = try channel.configureLines(limit: lineLimit, share: share)
                        connections.insert(lines)
                        return Connection(lines: lines, share: share)
                    }
                }
            return EffectServer(listener: listener, connections: connections, logger: logger)
        } catch {
            throw StartError(wrapping: error, .container, "The service's socket for calls cannot be opened.")
        }
    }

    /// Serves until the task is cancelled or `close()` is called.
    func run(_ handler: @escaping Handler) async {
        try? await listener.executeThenClose { [connections] accepted in
            try await withThrowingDiscardingTaskGroup { group in
                let open = Counter()
                for try await connection in accepted {
                    group.addTask {
                        guard connections.take(connection.lines) else { return }
                        defer { open.value.subtract(1, ordering: .relaxed) }
                        guard open.value.add(1, ordering: .relaxed).newValue <= Self.connectionLimit else {
                            try? await connection.lines.executeThenClose { _, _ in }
                            return
                        }
                        await Self.serve(connection, handler)
                    }
                }
            }
        }
        connections.close()
    }

    func close() {
        listener.channel.close(promise: nil)
        connections.close()
    }

    private static func serve(_ connection: Connection, _ handler: @escaping Handler) async {
        let (channel, share) = (connection.lines.channel, connection.share)
        try? await connection.lines.executeThenClose { lines, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                var open = 0
                for try await line in lines {
                    if open >= concurrentCalls {
                        try await group.next()
                        open -= 1
                    }
                    open += 1
                    group.addTask {
                        let answer = await Self.answer(to: line, handler)
                        share.giveBack(line.readableBytes)
                        guard share.take(answer.count) else {
                            throw StartError(.invalidRequest, "The service does not take its answers.")
                        }
                        // Until the kernel has it: the end of the connection would drop what has not gone out yet.
                        try await channel.writeAndFlush(ByteBuffer(bytes: answer)).get()
                        share.giveBack(answer.count)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    private static func answer(to line: ByteBuffer, _ handler: Handler) async -> [UInt8] {
        var id = JSON.null
        var reply: JSONObject = ["jsonrpc": "2.0"]
        do throws(StartError) {
            let request = try parse(line)
            id = request["id"] ?? .null
            guard let method = request["method"]?.string else {
                throw StartError(.invalidParameters, "A call needs a method.")
            }
            guard let parameters = request["params"]?.object else {
                throw StartError(.invalidParameters, "The parameters of \(method) must be an object.")
            }
            let call = EffectCall(method: method, parameters: parameters, identity: CallIdentity(parameters))
            reply["result"] = try await handler(call)
        } catch {
            reply["error"] = error.wireObject
        }
        reply["id"] = id
        var bytes = JSON.object(reply).bytes
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    private static func parse(_ line: ByteBuffer) throws(StartError) -> JSON {
        do throws(StartError) {
            return try JSON(parsing: Array(line.readableBytesView))
        } catch {
            throw StartError(.parseError, error.message)
        }
    }
}

extension StartError {
    /// The JSON-RPC error object: code, title, and for kinds of ours details and debug text.
    package var wireObject: JSON {
        if code.rawValue < 0 {
            return ["code": JSON(code.rawValue), "message": .string(code.title), "data": .string(message)]
        }
        return [
            "code": JSON(code.rawValue),
            "message": .string(code.title),
            "data": ["details": .string(message), "debug": .string(debugText), "info": nil],
        ]
    }
}
