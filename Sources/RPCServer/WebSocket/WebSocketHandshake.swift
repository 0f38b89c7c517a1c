import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1
import NIOWebSocket

/// The opening handshake of RFC 6455 §4.2.
enum WebSocketHandshake {
    /// Whether the request asks for a WebSocket.
    static func isAsked(by request: HTTPRequestHead) -> Bool {
        request.method == .GET && request.headers[canonicalForm: "upgrade"].contains { $0.lowercased() == "websocket" }
    }

    /// The header of the 101 response; nil when key or version are missing or wrong.
    static func answer(to head: HTTPRequestHead, channel: any Channel) async -> HTTPFields? {
        let upgrader = NIOWebSocketServerUpgrader(
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
            upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() })
        guard
            let headers = try? await upgrader.buildUpgradeResponse(
                channel: channel, upgradeRequest: head, initialResponseHeaders: [:]
            ).get()
        else { return nil }
        return HTTPFields(headers, splitCookie: false)
    }
}
