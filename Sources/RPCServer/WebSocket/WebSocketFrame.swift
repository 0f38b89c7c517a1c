/// One frame of RFC 6455 §5.2 as a client sends it, unmasked.
struct WebSocketFrame: Hashable, Sendable {
    enum Kind: UInt8, Sendable {
        case continuation = 0
        case text = 1
        case binary = 2
        case close = 8
        case ping = 9
        case pong = 10

        var isControl: Bool { rawValue >= 8 }
    }

    let isFinal: Bool
    let kind: Kind
    let payload: [UInt8]
}
