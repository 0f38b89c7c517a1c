package import Errors
import NIOCore
import NIOWebSocket

/// An open WebSocket. `close` must be called, or the messages read to their end.
package final class WebSocketConnection: Sendable {
    /// The messages as they arrive, for one reader. Ends when the server closes; see `closing`.
    ///
    /// A reader that does not read holds up the server. Throws `network` when the connection is lost.
    package let messages: WebSocketMessages

    private let channel: any Channel
    private let record: ClosingRecord

    init(channel: any Channel, messages: WebSocketMessages, record: ClosingRecord) {
        self.channel = channel
        self.messages = messages
        self.record = record
    }

    /// How the server closed; nil while it has not.
    package var closing: WebSocketClosing? {
        record.closing
    }

    /// Sends one message; returns when it has been handed to the system.
    package func send(_ message: WebSocketMessage) async throws(StartError) {
        let frame =
            switch message {
            case .text(let text):
                WebSocketFrame(fin: true, opcode: .text, maskKey: .random(), data: ByteBuffer(string: text))
            case .binary(let bytes):
                WebSocketFrame(fin: true, opcode: .binary, maskKey: .random(), data: ByteBuffer(bytes: bytes))
            }
        do {
            try await channel.writeAndFlush(frame)
        } catch {
            throw StartError(.network, "The WebSocket is closed.", cause: error)
        }
    }

    /// Says goodbye and waits for the other side's, two seconds at most.
    package func close(code: UInt16 = 1000) async {
        var data = ByteBuffer()
        data.writeInteger(code)
        let frame = WebSocketFrame(fin: true, opcode: .connectionClose, maskKey: .random(), data: data)
        channel.writeAndFlush(frame, promise: nil)
        let channel = channel
        let limit = channel.eventLoop.scheduleTask(in: .seconds(2)) { channel.close(promise: nil) }
        try? await channel.closeFuture.get()
        limit.cancel()
    }
}

/// The messages of a `WebSocketConnection`.
package struct WebSocketMessages: AsyncSequence, Sendable {
    package typealias Element = WebSocketMessage
    package typealias Failure = any Error

    let producer: WebSocketHandler.Producer

    package struct AsyncIterator: AsyncIteratorProtocol {
        var iterator: WebSocketHandler.Producer.AsyncIterator

        package mutating func next() async throws -> WebSocketMessage? {
            try await iterator.next()
        }
    }

    package func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(iterator: producer.makeAsyncIterator())
    }
}
