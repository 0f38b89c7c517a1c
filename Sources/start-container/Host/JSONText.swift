/// The text as a JSON string.
func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        case "\0"..<" ":
            let digits = Array("0123456789abcdef")
            result += "\\u00\(digits[Int(scalar.value >> 4)])\(digits[Int(scalar.value & 15)])"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}

/// A JSON text of which single members are wanted; values stay text.
struct JSONText {
    let bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The number, if it is one.
    var integer: Int32? { Int32(text) }

    /// The characters of a string, or nil for anything else.
    var string: String? {
        guard bytes.count >= 2, bytes.first == UInt8(ascii: "\"") else { return nil }
        var result: [UInt16] = []
        let inner = Array(String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self).utf16)
        var index = 0
        while index < inner.count {
            let unit = inner[index]
            index += 1
            guard unit == 92, index < inner.count else {
                result.append(unit)
                continue
            }
            let escape = inner[index]
            index += 1
            switch escape {
            case 110: result.append(10)
            case 114: result.append(13)
            case 116: result.append(9)
            case 98: result.append(8)
            case 102: result.append(12)
            case 117:
                guard index + 4 <= inner.count else { return nil }
                guard let unit = UInt16(String(decoding: inner[index..<index + 4], as: UTF16.self), radix: 16) else {
                    return nil
                }
                result.append(unit)
                index += 4
            default: result.append(escape)
            }
        }
        return String(decoding: result, as: UTF16.self)
    }

    /// The value of a member of an object.
    subscript(name: String) -> JSONText? {
        var scanner = Scanner(bytes)
        guard scanner.take("{") else { return nil }
        while let key = scanner.takeValue(), scanner.take(":"), let value = scanner.takeValue() {
            if key.string == name { return value }
            guard scanner.take(",") else { break }
        }
        return nil
    }

    private struct Scanner {
        var rest: ArraySlice<UInt8>

        init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

        mutating func skipSpace() { rest = rest.drop { $0 == 32 || $0 == 9 || $0 == 10 || $0 == 13 } }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            skipSpace()
            guard rest.first == UInt8(ascii: character) else { return false }
            rest.removeFirst()
            return true
        }

        /// One value of any kind; nesting is counted, not understood.
        mutating func takeValue() -> JSONText? {
            skipSpace()
            let start = rest.startIndex
            var index = start
            var depth = 0
            var isInString = false
            while index < rest.endIndex {
                let byte = rest[index]
                if isInString {
                    if byte == UInt8(ascii: "\\") { index += 1 }
                    isInString = byte != UInt8(ascii: "\"")
                } else {
                    switch byte {
                    case UInt8(ascii: "\""): isInString = true
                    case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                    case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
                    default: break
                    }
                    let isEnd = byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":") || byte == 32
                    if depth < 0 || (depth == 0 && isEnd) { break }
                }
                index += 1
            }
            guard index > start, index <= rest.endIndex else { return nil }
            defer { rest = rest[index...] }
            return JSONText(rest[start..<index])
        }
    }
}
