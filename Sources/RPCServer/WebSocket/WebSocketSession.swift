import Errors
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization
import SystemInterface

/// One open WebSocket: reads frames, runs the handler, keeps the connection alive, ends it in order.
struct WebSocketSession: Sendable {
    /// Limits and times; only tests change them.
    struct Settings: Sendable {
        /// The most bytes of a message from the peer.
        var messageLimit = 1 << 20
        /// How long silence lasts before a ping.
        var idleTime = Duration.seconds(30)
        /// How long the answer to a ping may take.
        var answerTime = Duration.seconds(300)
        /// How long the peer may take to answer our Close.
        var closeTime = Duration.seconds(2)
        /// How many messages wait in each direction before the sender is held back.
        var queueCapacity = 16
    }

    private let handler: WebSocketHandler
    /// Nil when the handler never reads: what comes in is dropped.
    private let inbox: BoundedQueue<WebSocketMessage>?
    private let outbox: BoundedQueue<WebSocketOutput>
    private let lease: Continuations.Lease
    private let readerEnded = StopSignal()
    private let lastHeard: LastHeard
    private let settings: Settings
    private let time: any TimeSource
    private let channel: any Channel
    private let logger: Logger

    init(
        _ continuation: Continuations.ClaimedWebSocket,
        settings: Settings,
        time: any TimeSource,
        channel: any Channel,
        logger: Logger
    ) {
        handler = continuation.handler
        inbox = continuation.reads ? BoundedQueue(capacity: settings.queueCapacity) : nil
        outbox = BoundedQueue(capacity: settings.queueCapacity)
        lease = continuation.lease
        lastHeard = LastHeard(time.uptime)
        self.settings = settings
        self.time = time
        self.channel = channel
        self.logger = logger
    }

    /// Runs until the WebSocket has ended on both sides, or the connection is gone.
    func run(body: RequestBody, writer: inout any ResponseBodyWriter) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await read(body) }
            group.addTask { await serve() }
            group.addTask { await keepAlive() }
            group.addTask {
                await lease.stop.wait()
                await end(with: .sessionEnded)
            }
            group.addTask {
                do { try await gracefulShutdown() } catch { return }
                await end(with: .goingAway)
            }
            await write(to: &writer)
            outbox.finish()
            group.cancelAll()
        }
    }

    /// Writes until a Close is out, then waits a little for the peer's.
    private func write(to writer: inout any ResponseBodyWriter) async {
        while let output = await outbox.next() {
            do {
                try await writer.write(contentsOf: [output.header, output.payload])
                // A write only waits while the event loop has said that the connection is full, and it says so after
                // what it has been given before: without this step a fast sender runs ahead of it.
                try await channel.eventLoop.submit {}.get()
            } catch {
                return
            }
            guard output.kind == .close else { continue }
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await readerEnded.wait() }
                group.addTask { try? await time.sleep(for: settings.closeTime) }
                await group.next()
                group.cancelAll()
            }
            return
        }
    }

    private func serve() async {
        let inbox = inbox ?? BoundedQueue(capacity: 1)
        do {
            try await handler(WebSocketInbound(queue: inbox), WebSocketOutbound(queue: outbox))
            outbox.force(WebSocketOutput(close: .normal()))
        } catch {
            if Task.isCancelled { return }
            let error = StartError(wrapping: error)
            logger.debug("A WebSocket handler failed", metadata: ["error": "\(error.debugText)"])
            outbox.force(WebSocketOutput(close: .failure(error.message)))
        }
    }

    private func read(_ body: RequestBody) async {
        defer {
            inbox?.finish()
            readerEnded.fire()
        }
        var parser = WebSocketParser(messageLimit: settings.messageLimit)
        do {
            for try await bytes in body {
                lastHeard.set(time.uptime)
                parser.append(bytes)
                while let event = try parser.next() {
                    guard try await goesOn(after: event) else { return }
                }
            }
            outbox.finish()
        } catch let violation as WebSocketParser.Violation {
            outbox.force(WebSocketOutput(close: violation.close))
        } catch {
            outbox.finish()
        }
    }

    /// Carries out an event. Returns false when it was the peer's last.
    private func goesOn(after event: WebSocketParser.Event) async throws -> Bool {
        switch event {
        case .message(let message):
            try await inbox?.send(message)
        case .ping(let payload):
            try await outbox.send(WebSocketOutput(kind: .pong, payload: ByteBuffer(bytes: payload)))
        case .pong:
            break
        case .close(let close):
            outbox.force(WebSocketOutput(close: close.map { WebSocketClose(code: $0.code, reason: "") }))
            return false
        }
        return true
    }

    /// Pings a silent peer, and gives up on one that does not answer.
    private func keepAlive() async {
        var count: UInt64 = 0
        while true {
            do { try await time.sleep(for: settings.idleTime) } catch { return }
            let silence = time.uptime - lastHeard.value
            if silence >= settings.idleTime + settings.answerTime {
                logger.debug("A WebSocket peer does not answer")
                channel.close(mode: .all, promise: nil)
                return
            }
            guard silence >= settings.idleTime else { continue }
            count += 1
            // A full queue means that the peer is behind; a ping would not reach it sooner.
            _ = try? outbox.offerIfRoom(WebSocketOutput(kind: .ping, payload: ByteBuffer(integer: count)))
        }
    }

    private func end(with close: WebSocketClose) async {
        if Task.isCancelled { return }
        outbox.force(WebSocketOutput(close: close))
        do { try await time.sleep(for: settings.closeTime * 2) } catch { return }
        // The Close did not get through: the peer takes nothing any more.
        channel.close(mode: .all, promise: nil)
    }
}

/// When the peer last sent anything, in uptime.
private final class LastHeard: Sendable {
    private let moment: Mutex<Duration>

    init(_ moment: Duration) {
        self.moment = Mutex(moment)
    }

    var value: Duration { moment.withLock { $0 } }

    func set(_ value: Duration) {
        moment.withLock { $0 = value }
    }
}
