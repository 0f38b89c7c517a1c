/// Reads a message from its first byte on. Never reads beyond its end, and never follows a name in circles.
struct WireReader {
    let bytes: [UInt8]
    private(set) var offset = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func uint8() throws(MalformedMessage) -> UInt8 {
        guard offset < bytes.count else { throw MalformedMessage() }
        defer { offset += 1 }
        return bytes[offset]
    }

    mutating func uint16() throws(MalformedMessage) -> UInt16 {
        let high = try uint8()
        return UInt16(high) << 8 | UInt16(try uint8())
    }

    mutating func skip(_ count: Int) throws(MalformedMessage) {
        guard count <= bytes.count - offset else { throw MalformedMessage() }
        offset += count
    }

    /// A name, compressed or not (RFC 1035 section 4.1.4). A pointer must lead to before everything that was read of the
    /// name so far, so that following them ends.
    mutating func name() throws(MalformedMessage) -> DomainName {
        var wire: [UInt8] = []
        var position = offset
        var bound = offset
        var end: Int?
        while true {
            guard position < bytes.count else { throw MalformedMessage() }
            let length = Int(bytes[position])
            switch length & 0xC0 {
            case 0:
                let next = position + 1 + length
                guard next <= bytes.count, wire.count + 1 + length <= 255 else { throw MalformedMessage() }
                wire += bytes[position..<next]
                position = next
                if length == 0 {
                    offset = end ?? position
                    return DomainName(wire: wire)
                }
            case 0xC0:
                guard position + 1 < bytes.count else { throw MalformedMessage() }
                let target = (length & 0x3F) << 8 | Int(bytes[position + 1])
                end = end ?? position + 2
                guard target >= Header.length, target < bound else { throw MalformedMessage() }
                bound = target
                position = target
            default:
                throw MalformedMessage()
            }
        }
    }

    /// Steps over a resource record and returns what stands before its data.
    mutating func record() throws(MalformedMessage) -> RecordHead {
        let owner = try name()
        let head = RecordHead(
            owner: owner, type: RecordType(rawValue: try uint16()), class: try uint16(),
            timeToLive: UInt32(try uint16()) << 16 | UInt32(try uint16()))
        try skip(Int(try uint16()))
        return head
    }
}

/// A resource record without its data, RFC 1035 section 4.1.3.
struct RecordHead {
    let owner: DomainName
    let type: RecordType
    let `class`: UInt16
    let timeToLive: UInt32
}

/// The first twelve bytes of every message, RFC 1035 section 4.1.1.
struct Header {
    static let length = 12

    var id: UInt16
    var flags: UInt16
    /// Questions, answers, authority, additional.
    var counts: [UInt16]

    init(id: UInt16, flags: UInt16, counts: [UInt16]) {
        self.id = id
        self.flags = flags
        self.counts = counts
    }

    init(_ reader: inout WireReader) throws(MalformedMessage) {
        id = try reader.uint16()
        flags = try reader.uint16()
        counts = []
        for _ in 0..<4 { counts.append(try reader.uint16()) }
    }

    var isResponse: Bool { flags & Flags.response != 0 }
    var operation: UInt16 { flags >> 11 & 0xF }

    var bytes: [UInt8] {
        ([id, flags] + counts).flatMap(\.bigEndianBytes)
    }
}

/// Bits of the header's second word.
enum Flags {
    static let response: UInt16 = 0x8000
    static let operation: UInt16 = 0x7800
    static let authoritative: UInt16 = 0x0400
    static let truncated: UInt16 = 0x0200
    static let recursionDesired: UInt16 = 0x0100
    static let recursionAvailable: UInt16 = 0x0080
    static let authenticData: UInt16 = 0x0020
    static let checkingDisabled: UInt16 = 0x0010
    static let code: UInt16 = 0x000F
}

extension UInt16 {
    var bigEndianBytes: [UInt8] { [UInt8(truncatingIfNeeded: self >> 8), UInt8(truncatingIfNeeded: self)] }
}

extension UInt32 {
    var bigEndianBytes: [UInt8] {
        UInt16(truncatingIfNeeded: self >> 16).bigEndianBytes + UInt16(truncatingIfNeeded: self).bigEndianBytes
    }
}
