import Errors

/// Takes fields off the front of a byte string; whatever is not there is an error, never a shorter field.
struct ByteReader {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var remaining: Int { bytes.count - position }

    private static func tooShort() -> StartError {
        StartError(.filesystem, "Unexpected end of file: the package is cut off or its table of contents is too short.")
    }

    mutating func byte() throws(StartError) -> UInt8 {
        guard remaining >= 1 else { throw Self.tooShort() }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func bytes(_ count: Int) throws(StartError) -> [UInt8] {
        guard count >= 0, remaining >= count else { throw Self.tooShort() }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    /// Eight bytes, most significant first.
    mutating func bigEndian() throws(StartError) -> UInt64 {
        guard remaining >= 8 else { throw Self.tooShort() }
        var value: UInt64 = 0
        for _ in 0..<8 {
            value = value << 8 | UInt64(bytes[position])
            position += 1
        }
        return value
    }

    /// An unsigned LEB128 number of at most 64 bits in its shortest form.
    mutating func varint() throws(StartError) -> UInt64 {
        var value: UInt64 = 0
        for index in 0..<10 {
            let next = try byte()
            guard index < 9 || next <= 1 else { break }
            value |= UInt64(next & 0x7F) << UInt64(7 * index)
            if next & 0x80 == 0 {
                // Only the shortest form: the signed hash covers the number, not how it was spelled.
                guard next != 0 || index == 0 else {
                    throw StartError(.parseS9pk, "A number in the package is not in its shortest form.")
                }
                return value
            }
        }
        throw StartError(.parseS9pk, "Unterminated varint: a number in the package is longer than 64 bits.")
    }
}
