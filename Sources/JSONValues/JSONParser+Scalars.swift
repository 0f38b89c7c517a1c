import Errors

extension JSONParser {
    mutating func string() throws(StartError) -> String {
        position += 1
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let text = try decode(UnsafeBufferPointer(rebasing: bytes[start..<position]))
                position += 1
                return text
            case UInt8(ascii: "\\"):
                return try escapedString(from: start)
            case 0..<0x20:
                throw failure("a control character must be escaped")
            default:
                position += 1
            }
        }
        throw failure("the string has no end")
    }

    private func decode(_ slice: some Collection<UInt8>) throws(StartError) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else { throw failure("a string must be UTF-8") }
        return text
    }

    private mutating func escapedString(from start: Int) throws(StartError) -> String {
        var buffer = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return try decode(buffer)
            case UInt8(ascii: "\\"): buffer.append(contentsOf: try escape())
            case 0..<0x20: throw failure("a control character must be escaped")
            default: buffer.append(byte)
            }
        }
        throw failure("the string has no end")
    }

    private mutating func escape() throws(StartError) -> [UInt8] {
        guard position < bytes.count else { throw failure("an escape is expected") }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return Array(String(try unicodeEscape()).utf8)
        default: throw failure("\"\\\(Character(UnicodeScalar(byte)))\" is no escape")
        }
    }

    /// A `\u` escape, a surrogate pair taken together. A lone surrogate has no UTF-8 form and becomes U+FFFD.
    private mutating func unicodeEscape() throws(StartError) -> Unicode.Scalar {
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        let after = position
        if first < 0xDC00, consume(UInt8(ascii: "\\")), consume(UInt8(ascii: "u")) {
            let second = try hexadecimal()
            if 0xDC00...0xDFFF ~= second {
                return Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)) ?? "\u{FFFD}"
            }
        }
        position = after
        return "\u{FFFD}"
    }

    private mutating func hexadecimal() throws(StartError) -> UInt32 {
        guard position + 4 <= bytes.count else { throw failure("four hexadecimal digits are expected") }
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(UnicodeScalar(bytes[position])).hexDigitValue else {
                throw failure("four hexadecimal digits are expected")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    mutating func number() throws(StartError) -> JSON {
        let start = position
        let negative = consume(UInt8(ascii: "-"))
        let digits = position
        var magnitude: UInt64 = 0
        var overflow = false
        while position < bytes.count, case let digit = bytes[position] &- 48, digit < 10 {
            let (product, high) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
            overflow = overflow || high || carry
            magnitude = sum
            position += 1
        }
        guard position > digits else { throw failure("a digit is expected") }
        guard position == digits + 1 || bytes[digits] != UInt8(ascii: "0") else {
            throw failure("a number has no leading zero")
        }
        let isInteger = try !fractionAndExponent()
        if isInteger, !overflow {
            if !negative { return JSON(magnitude) }
            if magnitude == 0 { return .number(-0.0) }
            if magnitude <= UInt64(Int64.max) + 1 { return .integer(Int64(truncatingIfNeeded: 0 &- magnitude)) }
        }
        guard let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)), value.isFinite else {
            throw failure("the number is too large")
        }
        return .number(value)
    }

    /// Moves past a fraction and an exponent. Returns whether there was either.
    private mutating func fractionAndExponent() throws(StartError) -> Bool {
        var found = false
        if consume(UInt8(ascii: ".")) {
            found = true
            try skipDigits()
        }
        if consume(UInt8(ascii: "e")) || consume(UInt8(ascii: "E")) {
            found = true
            if !consume(UInt8(ascii: "+")) { _ = consume(UInt8(ascii: "-")) }
            try skipDigits()
        }
        return found
    }

    private mutating func skipDigits() throws(StartError) {
        let start = position
        while position < bytes.count, bytes[position] &- 48 < 10 { position += 1 }
        guard position > start else { throw failure("a digit is expected") }
    }
}
