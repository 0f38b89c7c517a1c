/// The answer of another server to a query of ours, checked and ready to be passed on.
package struct RelayedAnswer: Sendable {
    /// The message under the client's own id, its question spelled as the client did.
    private let message: [UInt8]
    private let query: DNSQuery
    /// Nil for codes that have no meaning here.
    package let code: ResponseCode?
    /// Whether the server had more to say than it sent.
    package let isTruncated: Bool

    /// Reads an answer to what `query.bytes(id:)` gave; nil when the bytes are not one, and so perhaps somebody else's.
    ///
    /// Every record is looked at, so that nothing malformed is passed on.
    package init?(_ bytes: [UInt8], to query: DNSQuery, id: UInt16) {
        var reader = WireReader(bytes)
        guard let header = try? Header(&reader), header.id == id, header.isResponse, header.operation == 0 else {
            return nil
        }
        code = ResponseCode(rawValue: header.flags & Flags.code)
        isTruncated = header.flags & Flags.truncated != 0
        self.query = query
        // A server that did not even understand the question may leave it out.
        if header.counts == [0, 0, 0, 0], code != .noError {
            message = DNSResponse(code ?? .serverFailure).bytes(to: query)
            return
        }
        do throws(MalformedMessage) {
            guard header.counts[0] == 1, try DNSQuestion(&reader) == query.question else { return nil }
            for _ in 0..<header.counts[1...].reduce(0, { $0 + Int($1) }) { _ = try reader.record() }
        } catch {
            // What is cut off may end in the middle of a record.
            guard isTruncated else { return nil }
            message = DNSResponse.truncated(query)
            return
        }
        message =
            query.id.bigEndianBytes + bytes[2..<Header.length] + query.question.bytes
            + bytes[Header.length + query.question.bytes.count..<reader.offset]
    }

    /// The message for the client.
    /// - Parameter limit: How long it may be; nil when the way has no limit.
    package func bytes(limit: Int?) -> [UInt8] {
        guard let limit, isTruncated || message.count > limit else { return message }
        return DNSResponse.truncated(query)
    }
}
