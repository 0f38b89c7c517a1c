/// The type of a resource record or of a question. Numbers: IANA "Resource Record (RR) TYPEs".
package struct RecordType: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    package static let address = RecordType(rawValue: 1)
    package static let startOfAuthority = RecordType(rawValue: 6)
    package static let pointer = RecordType(rawValue: 12)
    package static let ipv6Address = RecordType(rawValue: 28)
    /// The pseudo record of EDNS, RFC 6891.
    package static let options = RecordType(rawValue: 41)
    /// Of questions only: transfer of a zone. 251 is its incremental form.
    package static let zoneTransfer = RecordType(rawValue: 252)
    package static let incrementalTransfer = RecordType(rawValue: 251)
    /// Of questions only: whatever there is.
    package static let any = RecordType(rawValue: 255)
}

/// How a question was answered, RFC 1035 section 4.1.1 and RFC 6891 section 6.1.3.
package enum ResponseCode: UInt16, Sendable {
    case noError = 0
    case formatError = 1
    case serverFailure = 2
    /// There is no such name (NXDOMAIN).
    case noSuchName = 3
    case notImplemented = 4
    case refused = 5
    /// A version of EDNS that is not spoken here.
    case badVersion = 16
}

/// Bytes that are no DNS message.
package struct MalformedMessage: Error {}
