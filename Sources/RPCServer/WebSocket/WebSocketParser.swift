import NIOCore

/// Bytes from a WebSocket client in, whole messages and control frames out (RFC 6455 §5).
///
/// A value without I/O. After an error it is of no more use: the connection closes with the error's code.
struct WebSocketParser {
    enum Event: Hashable, Sendable {
        case message(WebSocketMessage)
        case ping([UInt8])
        case pong([UInt8])
        /// The peer closes; nil when it gives no code.
        case close(WebSocketClose?)
    }

    /// A peer that breaks the protocol, as the Close frame to answer with.
    struct Violation: Error, Hashable {
        let close: WebSocketClose

        init(_ code: UInt16, _ reason: String) {
            close = WebSocketClose(code: code, reason: reason)
        }
    }

    /// The most bytes of one message.
    let messageLimit: Int
    private var buffer = ByteBuffer()
    private var fragments: (kind: WebSocketFrame.Kind, bytes: [UInt8])?

    init(messageLimit: Int) {
        self.messageLimit = messageLimit
    }

    mutating func append(_ bytes: ByteBuffer) {
        buffer.discardReadBytes()
        buffer.writeImmutableBuffer(bytes)
    }

    /// The next event of the bytes appended so far; nil when more are needed.
    mutating func next() throws(Violation) -> Event? {
        while let frame = try nextFrame() {
            if let event = try event(of: frame) { return event }
        }
        return nil
    }

    private mutating func nextFrame() throws(Violation) -> WebSocketFrame? {
        var reader = buffer
        guard let (first, second) = reader.readMultipleIntegers(as: (UInt8, UInt8).self) else { return nil }
        guard first & 0x70 == 0 else { throw Violation(1002, "A reserved bit is set.") }
        guard let kind = WebSocketFrame.Kind(rawValue: first & 0x0F) else {
            throw Violation(1002, "The kind of frame is unknown.")
        }
        guard second & 0x80 != 0 else { throw Violation(1002, "A frame of a client must be masked.") }
        let isFinal = first & 0x80 != 0
        if kind.isControl, !isFinal || second & 0x7F > 125 {
            throw Violation(1002, "A control frame must be whole and at most 125 bytes.")
        }
        var length = UInt64(second & 0x7F)
        if length == 126 {
            guard let long = reader.readInteger(as: UInt16.self) else { return nil }
            guard long > 125 else { throw Violation(1002, "A length must take its shortest form.") }
            length = UInt64(long)
        } else if length == 127 {
            guard let long = reader.readInteger(as: UInt64.self) else { return nil }
            guard long > 65_535 else { throw Violation(1002, "A length must take its shortest form.") }
            length = long
        }
        let held = UInt64(fragments?.bytes.count ?? 0)
        guard kind.isControl || (length <= UInt64(messageLimit) && length + held <= UInt64(messageLimit)) else {
            throw Violation(1009, "A message may have at most \(messageLimit) bytes.")
        }
        guard let mask = reader.readBytes(length: 4), var payload = reader.readBytes(length: Int(length)) else {
            return nil
        }
        for index in payload.indices { payload[index] ^= mask[index & 3] }
        buffer = reader
        return WebSocketFrame(isFinal: isFinal, kind: kind, payload: payload)
    }

    private mutating func event(of frame: WebSocketFrame) throws(Violation) -> Event? {
        switch frame.kind {
        case .ping: return .ping(frame.payload)
        case .pong: return .pong(frame.payload)
        case .close: return .close(try Self.close(of: frame.payload))
        case .text, .binary:
            guard fragments == nil else { throw Violation(1002, "A new message began inside another.") }
            if frame.isFinal { return .message(try Self.message(frame.kind, frame.payload)) }
            fragments = (frame.kind, frame.payload)
        case .continuation:
            guard var begun = fragments else { throw Violation(1002, "There is nothing to continue.") }
            fragments = nil
            begun.bytes += frame.payload
            if frame.isFinal { return .message(try Self.message(begun.kind, begun.bytes)) }
            fragments = begun
        }
        return nil
    }

    private static func message(_ kind: WebSocketFrame.Kind, _ bytes: [UInt8]) throws(Violation) -> WebSocketMessage {
        guard kind == .text else { return .binary(bytes) }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Violation(1007, "Text must be UTF-8.") }
        return .text(text)
    }

    private static func close(of payload: [UInt8]) throws(Violation) -> WebSocketClose? {
        if payload.isEmpty { return nil }
        guard payload.count >= 2 else { throw Violation(1002, "A close code has two bytes.") }
        let code = UInt16(payload[0]) << 8 | UInt16(payload[1])
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: break
        default: throw Violation(1002, "The close code is not one to send.")
        }
        guard let reason = String(validating: payload[2...], as: UTF8.self) else {
            throw Violation(1007, "A close reason must be UTF-8.")
        }
        return WebSocketClose(code: code, reason: reason)
    }
}
