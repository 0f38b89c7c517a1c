import HummingbirdCore
import Logging
import NIOCore
import NIOHTTPTypes

/// Sets up accepted connections: TLS or plain by the first byte, HTTP/1.1 on top, tunnels when HTTP asks for one.
struct ServerConnection: ServerChildChannel, HTTPChannelHandler {
    typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    let responder: HTTPChannelHandler.Responder
    let contexts: TLSContextSource
    let timeouts: ConnectionTimeouts
    let counter: ConnectionCounter

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(
                ProtocolDetector(contexts: contexts, timeouts: timeouts, logger: logger))
            let value = try Value(
                wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
            // Closed rather than failed: a failure here would end the listener.
            if !counter.admit(channel) { channel.close(mode: .all, promise: nil) }
            return value
        }
    }

    func handle(value: Value, logger: Logger) async {
        await handleHTTP(asyncChannel: value, logger: logger)
    }
}

/// How long a connection may keep still.
struct ConnectionTimeouts: Sendable {
    /// Until the first byte has come.
    var firstByte = TimeAmount.seconds(30)
    /// Between requests, and until the header of a request is there.
    var idle = TimeAmount.seconds(75)
    /// Between two pieces of a request's body that the server waits for.
    var body = TimeAmount.seconds(120)
    /// For the whole body of a call; an upload may take as long as its pieces keep coming.
    var wholeCall = TimeAmount.seconds(60)
    /// From the first byte of a response until the peer has taken all of it.
    var response = TimeAmount.seconds(300)
    /// After our last byte, for the peer to close.
    var linger = TimeAmount.seconds(1)
    /// When the server ends: for requests, and for tunnels.
    var shutdown = TimeAmount.seconds(20)
    var tunnelShutdown = TimeAmount.seconds(6)
}
