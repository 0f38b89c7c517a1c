/// Damages valid input the way a fuzzer does, the same way for the same seed.
public struct Mutator: Sendable {
    private var generator: SeededGenerator

    /// Bytes that parsers tend to get wrong: ends, signs, quotes, brackets, lengths at their limits.
    private static let telling: [UInt8] =
        Array("\0\n\r\t \"\\'{}[]:,;=%+-.0123456789eE/".utf8) + [0x7F, 0x80, 0xC0, 0xFE, 0xFF]

    public init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    /// `bytes` with one to eight changes.
    public mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...8, using: &generator) { change(&bytes) }
        return bytes
    }

    /// `bytes` in pieces of random lengths, as a network delivers them.
    public mutating func pieces(of bytes: [UInt8]) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let length = min(rest.count, 1 << Int.random(in: 0...8, using: &generator))
            pieces.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return pieces
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        let place = Int.random(in: 0...bytes.count, using: &generator)
        let length = min(bytes.count - place, 1 << Int.random(in: 0...6, using: &generator))
        let part = place..<(place + length)
        switch Int.random(in: 0..<8, using: &generator) {
        case 0 where length > 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1 where length > 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 2 where length > 0: bytes[place] = Self.telling.randomElement(using: &generator) ?? 0
        case 3: bytes.insert(Self.telling.randomElement(using: &generator) ?? 0, at: place)
        case 4: bytes.removeSubrange(part)
        case 5: bytes.insert(contentsOf: Array(bytes[part]), at: Int.random(in: 0...bytes.count, using: &generator))
        case 6: bytes.removeSubrange(place...)
        default:
            for index in part { bytes[index] = UInt8.random(in: 0...255, using: &generator) }
        }
    }
}
