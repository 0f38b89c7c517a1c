package import NIOCore

/// What the peer of a WebSocket sends; ends when it closes.
package struct WebSocketInbound: AsyncSequence, Sendable {
    package typealias Element = WebSocketMessage

    let queue: BoundedQueue<WebSocketMessage>

    package struct AsyncIterator: AsyncIteratorProtocol {
        let queue: BoundedQueue<WebSocketMessage>

        package mutating func next() async -> WebSocketMessage? {
            await queue.next()
        }
    }

    package func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(queue: queue)
    }
}

/// The sending side of a WebSocket. `send` waits while the peer does not keep up, so nothing grows without bound.
package struct WebSocketOutbound: Sendable {
    let queue: BoundedQueue<WebSocketOutput>

    /// - Throws: when the connection ends or the task is cancelled.
    package func send(_ message: WebSocketMessage) async throws {
        switch message {
        case .text(let text): try await queue.send(WebSocketOutput(kind: .text, payload: ByteBuffer(string: text)))
        case .binary(let bytes): try await queue.send(WebSocketOutput(kind: .binary, payload: ByteBuffer(bytes: bytes)))
        }
    }

    /// Sends UTF-8 bytes that are already encoded as one text message; the bytes are shared, not copied.
    package func send(text: ByteBuffer) async throws {
        try await queue.send(WebSocketOutput(kind: .text, payload: text))
    }

    /// Ends the WebSocket with `close` after what has been sent so far.
    ///
    /// A handler that simply returns ends it with 1000 `complete`, one that throws with 1011 and the error's message.
    package func close(_ close: WebSocketClose) {
        queue.force(WebSocketOutput(close: close))
    }
}

/// What a program does on a WebSocket. Returns, or throws, to end it; is cancelled when the peer leaves.
package typealias WebSocketHandler = @Sendable (WebSocketInbound, WebSocketOutbound) async throws -> Void

/// A frame on its way out.
struct WebSocketOutput: Sendable {
    let kind: WebSocketFrame.Kind
    let payload: ByteBuffer

    init(kind: WebSocketFrame.Kind, payload: ByteBuffer) {
        self.kind = kind
        self.payload = payload
    }

    init(close: WebSocketClose?) {
        kind = .close
        var payload = ByteBuffer()
        if let close {
            payload.writeInteger(close.code)
            payload.writeString(close.reason)
        }
        self.payload = payload
    }

    /// The bytes before the payload: a server's frames are whole and have no mask.
    var header: ByteBuffer {
        var header = ByteBuffer()
        header.writeInteger(0x80 | kind.rawValue)
        switch payload.readableBytes {
        case ..<126:
            header.writeInteger(UInt8(payload.readableBytes))
        case ..<65_536:
            header.writeInteger(UInt8(126))
            header.writeInteger(UInt16(payload.readableBytes))
        default:
            header.writeInteger(UInt8(127))
            header.writeInteger(UInt64(payload.readableBytes))
        }
        return header
    }
}
