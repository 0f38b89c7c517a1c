package import NIOCore
import Errors
import HummingbirdCore

/// A request to a REST continuation.
package struct RESTRequest: Sendable {
    /// `POST`, `PUT`, ….
    package let method: String
    /// The announced length of the body in bytes; nil when it is chunked.
    package let contentLength: Int64?
    package let body: RequestBytes
}

/// The body of a request as it arrives. To be read once; reading slowly slows the sender down.
package struct RequestBytes: AsyncSequence, Sendable {
    package typealias Element = ByteBuffer

    let body: RequestBody
    let expected: Int64?

    init(_ body: RequestBody, expected: Int64?) {
        self.body = body
        self.expected = expected
    }

    /// A body that is there already.
    package init(_ bytes: [UInt8]) {
        self.init(RequestBody(buffer: ByteBuffer(bytes: bytes)), expected: Int64(bytes.count))
    }

    package struct AsyncIterator: AsyncIteratorProtocol {
        var base: RequestBody.AsyncIterator
        let expected: Int64?
        var received: Int64 = 0

        /// - Throws: `network` when the sender leaves before the end.
        package mutating func next() async throws -> ByteBuffer? {
            let buffer: ByteBuffer?
            do {
                buffer = try await base.next()
            } catch {
                throw StartError(wrapping: error, .network, "The upload broke off after \(received) bytes.")
            }
            received += Int64(buffer?.readableBytes ?? 0)
            if buffer == nil, let expected, received < expected {
                throw StartError(.network, "The upload broke off after \(received) of \(expected) bytes.")
            }
            return buffer
        }
    }

    package func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(base: body.makeAsyncIterator(), expected: expected)
    }
}

/// The answer of a REST continuation.
package struct RESTResponse: Sendable {
    package var status: Int
    package var contentType: String?
    package var body: [UInt8]

    /// 204 without a body unless told.
    package init(status: Int = 204, contentType: String? = nil, body: [UInt8] = []) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }
}

/// What a program does with a REST request. What it throws becomes status 500.
package typealias RESTHandler = @Sendable (RESTRequest) async throws -> RESTResponse
