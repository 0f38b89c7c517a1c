import Errors
import NIOCore

/// Splits a byte stream into lines, without their line feeds. A line above the limit ends the connection.
///
/// The wire of both sockets of a container: `docs/formats/container-sockets.md`.
struct LineDecoder: ByteToMessageDecoder {
    typealias InboundOut = ByteBuffer

    /// Bytes of one line.
    let limit: Int
    private var searched = 0

    init(limit: Int) {
        self.limit = limit
    }

    mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        let unread = buffer.readableBytesView
        guard let end = unread.dropFirst(searched).firstIndex(of: UInt8(ascii: "\n")) else {
            searched = unread.count
            guard searched <= limit else {
                throw StartError(.invalidRequest, "A line longer than \(limit) bytes was sent.")
            }
            return .needMoreData
        }
        searched = 0
        let line = buffer.readSlice(length: end - unread.startIndex)
        buffer.moveReaderIndex(forwardBy: 1)
        if let line { context.fireChannelRead(wrapInboundOut(line)) }
        return .continue
    }

    mutating func decodeLast(
        context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
    ) throws -> DecodingState {
        try decode(context: context, buffer: &buffer)
    }
}

/// A connection that carries lines both ways.
typealias LineChannel = NIOAsyncChannel<ByteBuffer, ByteBuffer>

extension Channel {
    /// Makes the pipeline of a line connection.
    func configureLines(limit: Int) throws -> LineChannel {
        try pipeline.syncOperations.addHandler(ByteToMessageHandler(LineDecoder(limit: limit)))
        return try LineChannel(
            wrappingChannelSynchronously: self,
            configuration: .init(isOutboundHalfClosureEnabled: true)
        )
    }
}
