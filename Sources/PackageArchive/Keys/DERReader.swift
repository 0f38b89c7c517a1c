import Errors

/// Takes elements off the front of a DER string: the little that key files need. Source: ITU-T X.690.
struct DERReader {
    private var bytes: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        self.bytes = bytes[...]
    }

    var isAtEnd: Bool { bytes.isEmpty }

    /// The tag of the next element, nil at the end.
    var nextTag: UInt8? { bytes.first }

    static func failure() -> StartError {
        StartError(.pem, "The key is not in the form expected of an Ed25519 key.")
    }

    /// The content of the next element, which must have `tag`. Lengths up to 65535 in their shortest form.
    mutating func element(_ tag: UInt8) throws(StartError) -> [UInt8] {
        guard bytes.popFirst() == tag, let first = bytes.popFirst() else { throw Self.failure() }
        var length = Int(first)
        if first >= 0x80 {
            guard first == 0x81 || first == 0x82 else { throw Self.failure() }
            length = 0
            for _ in 0..<(first - 0x80) {
                guard let next = bytes.popFirst() else { throw Self.failure() }
                length = length << 8 | Int(next)
            }
            guard length >= (first == 0x81 ? 0x80 : 0x100) else { throw Self.failure() }
        }
        guard bytes.count >= length else { throw Self.failure() }
        defer { bytes = bytes.dropFirst(length) }
        return Array(bytes.prefix(length))
    }

    /// The AlgorithmIdentifier of Ed25519: OID 1.3.101.112 without parameters.
    mutating func ed25519Algorithm() throws(StartError) {
        guard try element(DER.sequence) == DER.ed25519ObjectIdentifier else {
            throw StartError(.pem, "Only Ed25519 keys and signatures are known.")
        }
    }
}

enum DER {
    static let integer: UInt8 = 0x02
    static let bitString: UInt8 = 0x03
    static let octetString: UInt8 = 0x04
    static let sequence: UInt8 = 0x30
    static let attributes: UInt8 = 0xA0
    static let publicKey: UInt8 = 0x81
    static let ed25519ObjectIdentifier: [UInt8] = [0x06, 0x03, 0x2B, 0x65, 0x70]
    static let ed25519Algorithm: [UInt8] = element(sequence, ed25519ObjectIdentifier)

    /// An element with content of at most 127 bytes.
    static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        [tag, UInt8(content.count)] + content
    }
}
