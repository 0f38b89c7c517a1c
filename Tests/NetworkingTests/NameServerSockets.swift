import BinaryEncodings
import DNSMessages
import Dispatch
import Glibc
import NIOCore
import NIOPosix
import Synchronization
import Testing

/// A network of its own within loopback, `127.x.y.0/24`: addresses that no other test run uses at the same time.
struct LoopbackNetwork {
    let prefix = "127.\(1 + getpid() >> 8 & 0x7F).\(getpid() & 0xFF)"
    private static let next = Atomic<UInt32>(0)

    /// Addresses of one test: server, two services, a stranger, two upstream servers.
    func addresses() -> [String] {
        let first = 1 + Int(Self.next.add(6, ordering: .relaxed).oldValue) % 240
        return (0..<6).map { "\(prefix).\(first + $0)" }
    }
}

/// Sends a datagram and waits for one in return; nil when none comes in time.
func exchange(
    _ message: [UInt8], from source: String, to server: String, port: Int, within milliseconds: Int32 = 10_000
) async throws -> [UInt8]? {
    try await onThread {
        let socket = try connectedSocket(SOCK_DGRAM, from: source, to: server, port: port)
        defer { close(socket) }
        _ = send(socket, message, message.count, 0)
        var poller = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        guard poll(&poller, 1, milliseconds) == 1 else { return nil }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &buffer, buffer.count, 0)
        return count >= 0 ? Array(buffer.prefix(count)) : nil
    }
}

/// Sends messages on one connection, all at once, and reads as many; fewer when the connection ends.
func converse(
    _ messages: [[UInt8]], from source: String, to server: String, port: Int
) async throws -> [[UInt8]] {
    try await onThread {
        let socket = try connectedSocket(SOCK_STREAM, from: source, to: server, port: port)
        defer { close(socket) }
        let all = messages.flatMap { [UInt8($0.count >> 8), UInt8($0.count & 0xFF)] + $0 }
        _ = send(socket, all, all.count, Int32(MSG_NOSIGNAL))
        var answers: [[UInt8]] = []
        while answers.count < messages.count, let head = receive(socket, 2),
            let message = receive(socket, Int(head[0]) << 8 | Int(head[1]))
        {
            answers.append(message)
        }
        return answers
    }
}

private func receive(_ socket: Int32, _ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    return recv(socket, &bytes, count, Int32(MSG_WAITALL)) == count ? bytes : nil
}

private func connectedSocket(
    _ type: __socket_type, from source: String, to server: String, port: Int
) throws -> Int32 {
    let result = socket(AF_INET, Int32(type.rawValue), 0)
    var limit = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(result, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    for (address, port, isOwn) in [(source, 0, true), (server, port, false)] {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = UInt16(port).bigEndian
        name.sin_addr.s_addr = inet_addr(address)
        let status = withUnsafeBytes(of: &name) { bytes in
            let pointer = bytes.assumingMemoryBound(to: sockaddr.self).baseAddress
            let size = socklen_t(MemoryLayout<sockaddr_in>.size)
            return isOwn ? bind(result, pointer, size) : connect(result, pointer, size)
        }
        try #require(status == 0, "errno \(errno) for \(address)")
    }
    return result
}

/// Blocking calls have no place on the threads that tasks run on.
private func onThread<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(with: Result { try body() }) }
    }
}

/// A name server that a test plays: answers each message with the messages that `answer` gives.
enum PlayedServer {
    static func run(
        at address: String, _ answer: @escaping @Sendable ([UInt8]) -> [[UInt8]],
        overTCP stream: (@Sendable ([UInt8]) -> [[UInt8]])? = nil, _ body: (Record) async throws -> Void
    ) async throws {
        let record = Record()
        let datagrams = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(DatagramAnswers(record, answer))
                }
            }
            .bind(host: address, port: 53).get()
        var channels = [datagrams]
        if let stream {
            channels.append(
                try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                    .childChannelInitializer { channel in
                        channel.eventLoop.makeCompletedFuture {
                            try channel.pipeline.syncOperations.addHandler(StreamAnswers(record, stream))
                        }
                    }
                    .bind(host: address, port: 53).get())
        }
        do {
            try await body(record)
        } catch {
            for channel in channels { try? await channel.close() }
            throw error
        }
        for channel in channels { try? await channel.close() }
    }

    /// What it was asked.
    final class Record: Sendable {
        private let list = Mutex<[[UInt8]]>([])

        var messages: [[UInt8]] { list.withLock { $0 } }

        func add(_ message: [UInt8]) { list.withLock { $0.append(message) } }
    }
}

private final class DatagramAnswers: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    private let record: PlayedServer.Record
    private let answer: @Sendable ([UInt8]) -> [[UInt8]]

    init(_ record: PlayedServer.Record, _ answer: @escaping @Sendable ([UInt8]) -> [[UInt8]]) {
        self.record = record
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = Self.unwrapInboundIn(data)
        let message = Array(envelope.data.readableBytesView)
        record.add(message)
        for bytes in answer(message) {
            let reply = AddressedEnvelope(remoteAddress: envelope.remoteAddress, data: ByteBuffer(bytes: bytes))
            context.writeAndFlush(Self.wrapOutboundOut(reply), promise: nil)
        }
    }
}

/// Takes what arrives at once for one message, as it is on loopback.
private final class StreamAnswers: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let record: PlayedServer.Record
    private let answer: @Sendable ([UInt8]) -> [[UInt8]]

    init(_ record: PlayedServer.Record, _ answer: @escaping @Sendable ([UInt8]) -> [[UInt8]]) {
        self.record = record
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let message = Array(Self.unwrapInboundIn(data).readableBytesView.dropFirst(2))
        record.add(message)
        for bytes in answer(message) {
            let framed = [UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF)] + bytes
            context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(bytes: framed)), promise: nil)
        }
    }
}

/// Sends a datagram many times from one socket and returns the code of the first answer.
func flood(
    _ message: [UInt8], _ count: Int, from source: String, to server: String, port: Int
) async throws -> UInt8? {
    try await onThread {
        let socket = try connectedSocket(SOCK_DGRAM, from: source, to: server, port: port)
        defer { close(socket) }
        for _ in 0..<count { _ = send(socket, message, message.count, 0) }
        var poller = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        guard poll(&poller, 1, 10_000) == 1 else { return nil }
        var buffer = [UInt8](repeating: 0, count: 512)
        return recv(socket, &buffer, buffer.count, 0) > 3 ? buffer[3] & 0x0F : nil
    }
}
