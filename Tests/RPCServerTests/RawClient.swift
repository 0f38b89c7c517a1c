import NIOCore
import NIOPosix
import NIOSSL

/// A client that sends exactly the bytes it is told and shows exactly those that come back.
struct RawClient {
    struct Response {
        let status: Int
        let head: String
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }

        /// The value of a header; nil when it is missing.
        func header(_ name: String) -> String? {
            head.split(separator: "\r\n").dropFirst().first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
                .map { String($0.dropFirst(name.count + 1).drop { $0 == " " }) }
        }
    }

    struct Ended: Error {}

    private var iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var received = ByteBuffer()
    let channel: any Channel

    /// Connects to a port of 127.0.0.1, by TLS when `trusting` names the root (PEM) to trust.
    static func with<Result>(
        port: Int, trusting root: String? = nil, name: String = "localhost",
        _ body: (inout RawClient) async throws -> Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let root {
                        var configuration = TLSConfiguration.makeClientConfiguration()
                        let roots = try NIOSSLCertificate.fromPEMBytes(Array(root.utf8))
                        configuration.trustRoots = .certificates(roots)
                        let handler = try NIOSSLClientHandler(
                            context: NIOSSLContext(configuration: configuration), serverHostname: name)
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var client = RawClient(
                iterator: inbound.makeAsyncIterator(), outbound: outbound, channel: channel.channel)
            return try await body(&client)
        }
    }

    private init(
        iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
        outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        channel: any Channel
    ) {
        self.iterator = iterator
        self.outbound = outbound
        self.channel = channel
    }

    func send(_ text: String) async throws {
        try await outbound.write(ByteBuffer(string: text))
    }

    func send(_ bytes: [UInt8]) async throws {
        try await outbound.write(ByteBuffer(bytes: bytes))
    }

    func endSending() {
        outbound.finish()
    }

    /// `POST /rpc/v1` of a body.
    func call(_ body: String, headers: String = "") async throws {
        try await send(
            "POST /rpc/v1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)")
    }

    mutating func bytes(_ count: Int) async throws -> [UInt8] {
        while received.readableBytes < count { try await receiveMore() }
        return received.readBytes(length: count) ?? []
    }

    private mutating func receiveMore() async throws {
        guard let more = try await iterator.next() else { throw Ended() }
        received.writeImmutableBuffer(more)
    }

    /// Everything up to the end of the connection.
    mutating func rest() async throws -> [UInt8] {
        do {
            while true { try await receiveMore() }
        } catch is Ended {
            return received.readBytes(length: received.readableBytes) ?? []
        }
    }

    /// The next response; its body by `Content-Length` alone.
    mutating func response(toHead: Bool = false) async throws -> Response {
        var head = ""
        while !head.hasSuffix("\r\n\r\n") { head += String(decoding: try await bytes(1), as: UTF8.self) }
        let status = Int(head.split(separator: " ")[1]) ?? 0
        let part = Response(status: status, head: head, body: [])
        let length = toHead ? 0 : part.header("content-length").flatMap { Int($0) } ?? 0
        return Response(status: status, head: head, body: try await bytes(length))
    }

    // MARK: WebSocket

    static func upgrade(_ path: String, headers: String = "") -> String {
        "GET \(path) HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\(headers)\r\n"
    }

    /// Opens a WebSocket and checks the answer of RFC 6455 §1.3 to its sample key.
    mutating func openWebSocket(_ guid: String) async throws -> Bool {
        try await send(Self.upgrade("/ws/rpc/\(guid)"))
        let response = try await response()
        return response.status == 101 && response.header("sec-websocket-accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
    }

    /// The next frame of the server: its first byte and its payload.
    mutating func frame() async throws -> (first: UInt8, payload: [UInt8]) {
        let head = try await bytes(2)
        var length = Int(head[1])
        if length == 126 { length = try await bytes(2).reduce(0) { $0 << 8 | Int($1) } }
        if length == 127 { length = try await bytes(8).reduce(0) { $0 << 8 | Int($1) } }
        return (head[0], try await bytes(length))
    }

    /// The code and reason of the Close frame that must come next.
    mutating func closeFrame() async throws -> (code: Int, reason: String)? {
        let (first, payload) = try await frame()
        guard first == 0x88, payload.count >= 2 else { return nil }
        return (Int(payload[0]) << 8 | Int(payload[1]), String(decoding: payload[2...], as: UTF8.self))
    }
}
