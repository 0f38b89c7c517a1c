import Errors
import NIOCore

/// The pieces of a body that is being sent.
struct UploadChunks: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    static let chunkSize = 1 << 20

    let length: Int64
    let read: @Sendable (_ offset: Int64, _ count: Int) async throws -> [UInt8]

    struct AsyncIterator: AsyncIteratorProtocol {
        let chunks: UploadChunks
        var offset: Int64 = 0

        mutating func next() async throws -> ByteBuffer? {
            guard offset < chunks.length else { return nil }
            let count = Int(Swift.min(Int64(UploadChunks.chunkSize), chunks.length - offset))
            let bytes = try await chunks.read(offset, count)
            guard !bytes.isEmpty else {
                throw StartError(.filesystem, "The file became shorter while it was being sent.")
            }
            offset += Int64(bytes.count)
            return ByteBuffer(bytes: bytes)
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(chunks: self)
    }
}
