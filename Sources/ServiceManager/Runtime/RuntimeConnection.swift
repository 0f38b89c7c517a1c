import Containers
import Errors
import JSONValues
import NIOCore
import NIOPosix

/// The host's conversation with the runtime inside one container, over its `service.sock`.
///
/// Calls may be answered in any order. When the connection ends every open call fails with `network`; calls carry ids
/// by which the runtime recognises one that it has seen, so that they can be made again on a new connection.
actor RuntimeConnection {
    private let channel: LineChannel
    private var nextId = 1
    private var waiting: [Int: CheckedContinuation<JSON, any Error>] = [:]
    private var isClosed = false

    private init(channel: LineChannel) {
        self.channel = channel
    }

    /// Connects to `service.sock` in the sockets directory of a service.
    static func connect(in directory: ConfinedDirectory) async throws(StartError) -> RuntimeConnection {
        do {
            let descriptor = try directory.connectSocket("service.sock")
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelOption(.allowRemoteHalfClosure, value: true)
                .withConnectedSocket(descriptor) { channel in
                    channel.eventLoop.makeCompletedFuture { try channel.configureLines(limit: 16 << 20) }
                }
            return RuntimeConnection(channel: channel)
        } catch {
            throw StartError(wrapping: error, .network, "The service's runtime cannot be reached.")
        }
    }

    /// Carries the conversation until the connection ends. Run it as a task of its own.
    func run() async {
        try? await channel.executeThenClose { inbound, _ in
            for try await line in inbound {
                self.receive(line)
            }
        }
        close()
    }

    /// Calls a method and waits for its answer.
    ///
    /// - Throws: the error the runtime answers; `network` when the connection ends first.
    func call(_ method: String, _ parameters: JSON) async throws(StartError) -> JSON {
        let id = nextId
        nextId += 1
        let request: JSON = ["id": JSON(id), "method": .string(method), "params": parameters]
        do {
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    if isClosed {
                        continuation.resume(throwing: Self.connectionLost)
                        return
                    }
                    waiting[id] = continuation
                    send(request)
                }
            } onCancel: {
                Task { await self.answer(id, .failure(StartError(.cancelled, "The call was given up."))) }
            }
        } catch {
            throw StartError(wrapping: error, .network)
        }
    }

    /// Sends a message that is not answered.
    func notify(_ method: String, _ parameters: JSON) {
        // A runtime that does not read what it asked for is not served any longer.
        guard channel.channel.isWritable else { return close() }
        send(["method": .string(method), "params": parameters])
    }

    private static var connectionLost: StartError {
        StartError(.network, "The connection to the service's runtime ended.")
    }

    private func send(_ message: JSON) {
        var bytes = message.bytes
        bytes.append(UInt8(ascii: "\n"))
        channel.channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
    }

    private func receive(_ line: ByteBuffer) {
        guard let message = try? JSON(parsing: Array(line.readableBytesView)), let id = message["id"]?.integer else {
            return
        }
        if let error = message["error"], !error.isNull {
            answer(id, .failure(StartError(runtimeError: error)))
        } else {
            answer(id, .success(message["result"] ?? .null))
        }
    }

    private func answer(_ id: Int, _ result: Result<JSON, StartError>) {
        waiting.removeValue(forKey: id)?.resume(with: result.mapError { $0 as any Error })
    }

    func close() {
        isClosed = true
        let open = waiting
        waiting = [:]
        for continuation in open.values { continuation.resume(throwing: Self.connectionLost) }
        channel.channel.close(promise: nil)
    }
}

extension StartError {
    /// An error that a container's runtime answered.
    init(runtimeError error: JSON) {
        let message = error["message"]?.string ?? "The service reported an error without words."
        let details = error["data"]?["details"]?.string ?? error["data"]?.string
        let debug = error["data"]?["debug"]?.string
        let generic = message == "object" || message == "string" || message.isEmpty
        let text =
            if let details, !details.isEmpty, generic { details } else if let details, !details.isEmpty {
                "\(message): \(details)"
            } else {
                message
            }
        self.init(.javascript, text, cause: debug.map { StartError(.javascript, $0) })
    }
}
