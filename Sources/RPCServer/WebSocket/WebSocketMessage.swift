/// One message of a WebSocket, put together from its frames.
package enum WebSocketMessage: Hashable, Sendable {
    case text(String)
    case binary([UInt8])
}

/// Why a WebSocket ends (RFC 6455 §7.4).
package struct WebSocketClose: Hashable, Sendable {
    package let code: UInt16
    /// At most 123 bytes of UTF-8: what fits a control frame.
    package let reason: String

    /// A longer `reason` is cut at a character.
    package init(code: UInt16, reason: String) {
        self.code = code
        var cut = reason
        if cut.utf8.count > 123 {
            cut = ""
            var bytes = 0
            for character in reason {
                bytes += character.utf8.count
                if bytes > 123 { break }
                cut.append(character)
            }
        }
        self.reason = cut
    }

    /// The work is done.
    package static func normal(_ reason: String = "complete") -> WebSocketClose {
        WebSocketClose(code: 1000, reason: reason)
    }

    /// The server ends.
    package static let goingAway = WebSocketClose(code: 1001, reason: "The server is shutting down.")

    /// The session that opened it has ended.
    package static let sessionEnded = WebSocketClose(code: 1008, reason: "The session has ended.")

    /// The work failed.
    package static func failure(_ text: String) -> WebSocketClose {
        WebSocketClose(code: 1011, reason: text)
    }
}
