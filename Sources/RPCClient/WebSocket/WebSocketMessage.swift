/// One whole message of a WebSocket, put together from its fragments.
package enum WebSocketMessage: Hashable, Sendable {
    case text(String)
    case binary([UInt8])
}

/// How the other side closed a WebSocket (RFC 6455 §7.1.5).
package struct WebSocketClosing: Hashable, Sendable {
    /// 1000 for a normal end; 1005 when none was said.
    package let code: UInt16
    package let reason: String

    package init(code: UInt16, reason: String) {
        self.code = code
        self.reason = reason
    }
}
