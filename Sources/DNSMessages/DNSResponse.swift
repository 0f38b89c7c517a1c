package import BinaryEncodings

/// An answer of our own.
package struct DNSResponse: Hashable, Sendable {
    /// A resource record, RFC 1035 section 4.1.3.
    package struct Record: Hashable, Sendable {
        package enum Content: Hashable, Sendable {
            case address(IPv4Address)
            /// The name that an address belongs to.
            case pointer(DomainName)
            /// Who answers for a zone: says that a negative answer is meant, and for how many seconds.
            case startOfAuthority(server: DomainName, mailbox: DomainName, negativeTimeToLive: UInt32)
        }

        package let owner: DomainName
        package let content: Content

        package init(_ owner: DomainName, _ content: Content) {
            self.owner = owner
            self.content = content
        }
    }

    package var code: ResponseCode
    /// Whether we are who knows.
    package var isAuthoritative: Bool
    package var answers: [Record]
    package var authority: [Record]

    package init(
        _ code: ResponseCode, isAuthoritative: Bool = false, answers: [Record] = [], authority: [Record] = []
    ) {
        self.code = code
        self.isAuthoritative = isAuthoritative
        self.answers = answers
        self.authority = authority
    }

    /// The message. Its records live no second: what they say may change at any time.
    package func bytes(to query: DNSQuery) -> [UInt8] {
        let option = query.optionRecord(code: code)
        var flags = Flags.response | Flags.recursionAvailable | code.rawValue & Flags.code
        flags |= query.flags & (Flags.recursionDesired | Flags.checkingDisabled)
        if isAuthoritative { flags |= Flags.authoritative }
        let header = Header(
            id: query.id, flags: flags,
            counts: [1, UInt16(answers.count), UInt16(authority.count), option.isEmpty ? 0 : 1])
        let records = (answers + authority).flatMap { $0.bytes(after: query.question) }
        return header.bytes + query.question.bytes + records + option
    }

    /// The message that sends a client from UDP to TCP.
    package static func truncated(_ query: DNSQuery) -> [UInt8] {
        var bytes = DNSResponse(.noError).bytes(to: query)
        bytes[2] |= UInt8(Flags.truncated >> 8)
        return bytes
    }
}

extension DNSResponse.Record {
    fileprivate func bytes(after question: DNSQuestion) -> [UInt8] {
        let name = owner == question.name ? UInt16(0xC000 | Header.length).bigEndianBytes : owner.wire
        let (type, data): (RecordType, [UInt8]) =
            switch content {
            case .address(let address): (.address, address.octets)
            case .pointer(let name): (.pointer, name.wire)
            case .startOfAuthority(let server, let mailbox, let negativeTimeToLive):
                // Serial, refresh, retry and expiry are for secondary servers, of which there are none.
                (
                    .startOfAuthority,
                    server.wire + mailbox.wire
                        + [1, 3600, 600, 86_400, negativeTimeToLive].flatMap(\.bigEndianBytes)
                )
            }
        return name + type.rawValue.bigEndianBytes + UInt16(1).bigEndianBytes + UInt32(0).bigEndianBytes
            + UInt16(data.count).bigEndianBytes + data
    }
}
