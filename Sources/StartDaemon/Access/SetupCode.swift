import SystemInterface

/// The code that proves, at the first visit, that a person can read what the machine prints.
struct SetupCode: Hashable, Sendable, CustomStringConvertible {
    /// Twelve characters without look-alikes in groups of four, `ABCD-EFGH-JKLM`: 60 bits.
    let description: String

    private static let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789".utf8)

    init(random: any RandomSource) {
        // 32 letters divide 256 evenly: no letter is likelier than another.
        let letters = random.bytes(12).map { Self.alphabet[Int($0) % Self.alphabet.count] }
        description = stride(from: 0, to: 12, by: 4)
            .map { String(decoding: letters[$0..<$0 + 4], as: UTF8.self) }
            .joined(separator: "-")
    }

    /// Whether `text` is this code; case, blanks and hyphens do not matter. Looks at every character whatever comes.
    func matches(_ text: String) -> Bool {
        let given = Array(text.uppercased().utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: " ") })
        let wanted = Array(description.utf8.filter { $0 != UInt8(ascii: "-") })
        guard given.count == wanted.count else { return false }
        return zip(given, wanted).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
