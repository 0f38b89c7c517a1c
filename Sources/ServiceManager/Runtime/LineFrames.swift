import Errors
import NIOCore

/// Splits a byte stream into lines, without their line feeds. A line above the limit ends the connection.
///
/// The wire of both sockets of a container: `docs/formats/container-sockets.md`.
struct LineDecoder: ByteToMessageDecoder {
    typealias InboundOut = ByteBuffer

    /// Bytes of one line.
    let limit: Int
    /// Where the bytes that were received are counted; a line's are given back by who has worked on it.
    let share: BudgetShare?
    private var searched = 0
    /// Bytes of the unfinished line that are counted.
    private var counted = 0

    init(limit: Int, share: BudgetShare? = nil) {
        self.limit = limit
        self.share = share
    }

    mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        let unread = buffer.readableBytesView
        if let share, unread.count > counted {
            guard share.take(unread.count - counted) else {
                throw StartError(.invalidRequest, "More was sent at once than there is room for.")
            }
            counted = unread.count
        }
        guard let end = unread.dropFirst(searched).firstIndex(of: UInt8(ascii: "\n")) else {
            searched = unread.count
            guard searched <= limit else {
                throw StartError(.invalidRequest, "A line longer than \(limit) bytes was sent.")
            }
            return .needMoreData
        }
        searched = 0
        let line = buffer.readSlice(length: end - unread.startIndex)
        counted = max(0, counted - (end - unread.startIndex) - 1)
        // The line feed is not passed on.
        share?.giveBack(1)
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
    func configureLines(limit: Int, share: BudgetShare? = nil) throws -> LineChannel {
        try pipeline.syncOperations.addHandler(ByteToMessageHandler(LineDecoder(limit: limit, share: share)))
        return try LineChannel(
            wrappingChannelSynchronously: self,
            configuration: .init(isOutboundHalfClosureEnabled: true)
        )
    }
}
