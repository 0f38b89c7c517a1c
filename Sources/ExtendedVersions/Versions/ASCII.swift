/// The characters that versions are written with.
enum ASCII {
    static let space = UInt8(ascii: " ")
    static let hash = UInt8(ascii: "#")
    static let plus = UInt8(ascii: "+")
    static let dash = UInt8(ascii: "-")
    static let point = UInt8(ascii: ".")
    static let colon = UInt8(ascii: ":")
    static let zero = UInt8(ascii: "0")

    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
    static func isLowerCase(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 }

    /// Letters, digits and `-`.
    static func isSegment(_ byte: UInt8) -> Bool {
        isDigit(byte) || isLowerCase(byte | 0x20) || byte == dash
    }

    /// The value of decimal digits; nil when there are none, others, or too many.
    static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
        guard !digits.isEmpty else { return nil }
        var value: UInt64 = 0
        for byte in digits {
            guard isDigit(byte) else { return nil }
            let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, tooLargeToo) = product.addingReportingOverflow(UInt64(byte - zero))
            guard !tooLarge, !tooLargeToo else { return nil }
            value = sum
        }
        return value
    }
}
