import Blake3Hash
import Errors
import JSONValues

/// The lines a database file consists of. The format is `docs/formats/patch-db.md`.
///
///     startos-patch-db 1 <generation>
///     <checksum> <length> <payload>
///
/// The checksum is BLAKE3 cut to 128 bits, over generation, offset, length and payload: a line is only valid in the
/// place it was written for.
enum LogFrame {
    static let checksumLength = 32

    static func header(generation: UInt64) -> [UInt8] {
        Array("startos-patch-db 1 \(generation)\n".utf8)
    }

    /// The line for `payload`, which must not contain a line feed; compact JSON never does.
    static func line(_ payload: [UInt8], generation: UInt64, offset: Int64) -> [UInt8] {
        let length = Array("\(payload.count)".utf8)
        var line = checksum(payload[...], length: length[...], generation: generation, offset: offset)
        line.reserveCapacity(line.count + length.count + payload.count + 3)
        line.append(UInt8(ascii: " "))
        line.append(contentsOf: length)
        line.append(UInt8(ascii: " "))
        line.append(contentsOf: payload)
        line.append(UInt8(ascii: "\n"))
        return line
    }

    /// The payload of the line at `offset` and where the next line begins; nil when no whole valid line stands there.
    static func payload(
        in bytes: [UInt8], at offset: Int, generation: UInt64
    ) -> (payload: ArraySlice<UInt8>, next: Int)? {
        let lengthStart = offset + checksumLength + 1
        guard lengthStart < bytes.count, bytes[lengthStart - 1] == UInt8(ascii: " ") else { return nil }
        var end = lengthStart
        var length = 0
        while end < bytes.count, case let digit = bytes[end] &- 48, digit < 10, end - lengthStart < 12 {
            length = length * 10 + Int(digit)
            end += 1
        }
        guard end > lengthStart, end < bytes.count, bytes[end] == UInt8(ascii: " ") else { return nil }
        let start = end + 1
        guard length < bytes.count - start, bytes[start + length] == UInt8(ascii: "\n") else { return nil }
        let payload = bytes[start..<(start + length)]
        let expected = checksum(
            payload, length: bytes[lengthStart..<end], generation: generation, offset: Int64(offset))
        guard bytes[offset..<(offset + checksumLength)].elementsEqual(expected) else { return nil }
        return (payload, start + length + 1)
    }

    /// Whether a whole valid line begins anywhere after `offset`: then what stands at `offset` is no torn end.
    ///
    /// Every byte is tried, not only those after a line feed, which may be what was damaged.
    static func hasLine(in bytes: [UInt8], after offset: Int, generation: UInt64) -> Bool {
        bytes.indices.dropFirst(offset + 1).contains { payload(in: bytes, at: $0, generation: generation) != nil }
    }

    private static func checksum(
        _ payload: ArraySlice<UInt8>, length: ArraySlice<UInt8>, generation: UInt64, offset: Int64
    ) -> [UInt8] {
        var hasher = Blake3()
        hasher.update(Array("\(generation) \(offset) ".utf8))
        hasher.update(length)
        hasher.update(Array(" ".utf8))
        hasher.update(payload)
        let digits = Array("0123456789abcdef".utf8)
        return hasher.finalize().prefix(checksumLength / 2).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }
}
