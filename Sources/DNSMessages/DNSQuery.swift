/// What is asked: a name, the type of records wanted, and the class, which is 1 (the internet) or 255 (any).
package struct DNSQuestion: Hashable, Sendable {
    package let name: DomainName
    package let type: RecordType
    package let `class`: UInt16

    package init(name: DomainName, type: RecordType, class: UInt16 = 1) {
        self.name = name
        self.type = type
        self.class = `class`
    }

    init(_ reader: inout WireReader) throws(MalformedMessage) {
        name = try reader.name()
        type = RecordType(rawValue: try reader.uint16())
        `class` = try reader.uint16()
    }

    var bytes: [UInt8] { name.wire + type.rawValue.bigEndianBytes + `class`.bigEndianBytes }
}

/// A standard query with its one question: what a client sends.
package struct DNSQuery: Hashable, Sendable {
    /// Extension mechanisms, RFC 6891.
    package struct Extensions: Hashable, Sendable {
        /// The longest answer the client takes by UDP.
        package var payloadSize: Int
        /// Whether it wants signatures (the DO bit).
        package var wantsSignatures: Bool

        package init(payloadSize: Int, wantsSignatures: Bool) {
            self.payloadSize = payloadSize
            self.wantsSignatures = wantsSignatures
        }
    }

    package let id: UInt16
    package let question: DNSQuestion
    package let extensions: Extensions?
    /// The bits RD, AD and CD as they came.
    let flags: UInt16

    /// The longest answer that is sent by UDP: safe from fragmentation everywhere (DNS flag day 2020).
    package static let largestPayload = 1232

    package init(id: UInt16, question: DNSQuestion, extensions: Extensions? = nil, recursionDesired: Bool = true) {
        self.id = id
        self.question = question
        self.extensions = extensions
        flags = recursionDesired ? Flags.recursionDesired : 0
    }

    init(id: UInt16, question: DNSQuestion, extensions: Extensions?, flags: UInt16) {
        self.id = id
        self.question = question
        self.extensions = extensions
        self.flags = flags & (Flags.recursionDesired | Flags.authenticData | Flags.checkingDisabled)
    }

    /// How long an answer by UDP may be.
    package var answerLimit: Int {
        guard let extensions else { return 512 }
        return min(max(extensions.payloadSize, 512), Self.largestPayload)
    }

    /// The same query for another server: with an id of its own and without what was meant for us alone.
    package func bytes(id: UInt16) -> [UInt8] {
        let header = Header(id: id, flags: flags, counts: [1, 0, 0, extensions == nil ? 0 : 1])
        return header.bytes + question.bytes + optionRecord(code: .noError)
    }

    /// The EDNS record of a message that belongs to this query; empty when the client knows none.
    func optionRecord(code: ResponseCode) -> [UInt8] {
        guard let extensions else { return [] }
        // A root name, the type, our own payload size, the upper bits of the code, version 0, flags, no options.
        return [0] + RecordType.options.rawValue.bigEndianBytes + UInt16(Self.largestPayload).bigEndianBytes
            + [UInt8(code.rawValue >> 4), 0, extensions.wantsSignatures ? 0x80 : 0, 0, 0, 0]
    }
}

/// What a client's bytes turn out to be.
package enum DNSRequest: Sendable {
    case query(DNSQuery)
    /// Not to be answered but with this.
    case faulty(answer: [UInt8])
    /// Not to be answered at all: too short, or an answer itself.
    case noise

    package init(parsing bytes: [UInt8]) {
        var reader = WireReader(bytes)
        guard let header = try? Header(&reader), !header.isResponse else {
            self = .noise
            return
        }
        guard header.operation == 0 else {
            self = .faulty(answer: Self.refusal(of: header, .notImplemented))
            return
        }
        do throws(MalformedMessage) {
            self = try Self.read(header, &reader)
        } catch {
            self = .faulty(answer: Self.refusal(of: header, .formatError))
        }
    }

    private static func read(_ header: Header, _ reader: inout WireReader) throws(MalformedMessage) -> DNSRequest {
        guard header.counts[0] == 1, header.counts[1] == 0, header.counts[2] == 0, header.counts[3] <= 1 else {
            throw MalformedMessage()
        }
        let question = try DNSQuestion(&reader)
        var extensions: DNSQuery.Extensions?
        var version: UInt32 = 0
        if header.counts[3] == 1 {
            let record = try reader.record()
            guard record.type == .options, record.owner.wire == [0] else { throw MalformedMessage() }
            version = record.timeToLive >> 16 & 0xFF
            extensions = DNSQuery.Extensions(
                payloadSize: Int(record.class), wantsSignatures: record.timeToLive & 0x8000 != 0)
        }
        guard reader.offset == reader.bytes.count else { throw MalformedMessage() }
        let query = DNSQuery(id: header.id, question: question, extensions: extensions, flags: header.flags)
        return version == 0 ? .query(query) : .faulty(answer: DNSResponse(.badVersion).bytes(to: query))
    }

    private static func refusal(of header: Header, _ code: ResponseCode) -> [UInt8] {
        let kept = header.flags & (Flags.operation | Flags.recursionDesired)
        return Header(id: header.id, flags: Flags.response | kept | code.rawValue, counts: [0, 0, 0, 0]).bytes
    }
}
