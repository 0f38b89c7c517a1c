public import Errors

extension JSON {
    /// How many arrays and objects may stand inside one another, in both directions.
    public static let nestingLimit = 128

    /// Parses one JSON text (RFC 8259, UTF-8).
    ///
    /// - Throws: `deserialization` naming the byte offset and what was expected there.
    public init(parsing text: some StringProtocol) throws(StartError) {
        try self.init(parsing: Array(text.utf8))
    }

    /// Parses one JSON text from UTF-8 bytes; a duplicated member name is an error.
    public init(parsing bytes: [UInt8]) throws(StartError) {
        try self.init(parsing: bytes[...])
    }

    /// Parses one JSON text from a part of a buffer, without copying it.
    public init(parsing bytes: ArraySlice<UInt8>) throws(StartError) {
        let result: Result<JSON, StartError> = bytes.withUnsafeBufferPointer { buffer in
            var parser = JSONParser(bytes: buffer)
            do throws(StartError) {
                return .success(try parser.document())
            } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }
}

/// A recursive descent over a byte buffer. Strings without escapes are taken in one piece.
struct JSONParser {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0
    var depth = 0

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    func failure(_ expectation: String) -> StartError {
        let place = position < bytes.count ? "at byte \(position)" : "at the end"
        return StartError(.deserialization, "Not valid JSON: \(expectation) \(place).")
    }

    mutating func document() throws(StartError) -> JSON {
        let value = try value()
        skipWhitespace()
        guard position == bytes.count else { throw failure("nothing more is expected after the value") }
        return value
    }

    mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    mutating func value() throws(StartError) -> JSON {
        skipWhitespace()
        guard position < bytes.count else { throw failure("a value is expected") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw failure("a value is expected")
        }
    }

    mutating func literal(_ text: StaticString, _ value: JSON) throws(StartError) -> JSON {
        let length = text.utf8CodeUnitCount
        guard position + length <= bytes.count else { throw failure("\"\(text)\" is expected") }
        for offset in 0..<length where bytes[position + offset] != text.utf8Start[offset] {
            throw failure("\"\(text)\" is expected")
        }
        position += length
        return value
    }

    mutating func enter() throws(StartError) {
        position += 1
        depth += 1
        guard depth <= JSON.nestingLimit else { throw failure("at most \(JSON.nestingLimit) levels of nesting") }
    }

    mutating func consume(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    mutating func array() throws(StartError) -> JSON {
        try enter()
        var elements: [JSON] = []
        skipWhitespace()
        if !consume(UInt8(ascii: "]")) {
            repeat {
                elements.append(try value())
                skipWhitespace()
            } while consume(UInt8(ascii: ","))
            guard consume(UInt8(ascii: "]")) else { throw failure("\",\" or \"]\" is expected") }
        }
        depth -= 1
        return .array(elements)
    }

    mutating func object() throws(StartError) -> JSON {
        try enter()
        var members: JSONObject = [:]
        skipWhitespace()
        if !consume(UInt8(ascii: "}")) {
            repeat {
                skipWhitespace()
                guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                    throw failure("a member name is expected")
                }
                let name = try string()
                skipWhitespace()
                guard consume(UInt8(ascii: ":")) else { throw failure("\":\" is expected") }
                guard members.updateValue(try value(), forKey: name) == nil else {
                    throw failure("the member name \"\(name)\" stands twice")
                }
                skipWhitespace()
            } while consume(UInt8(ascii: ","))
            guard consume(UInt8(ascii: "}")) else { throw failure("\",\" or \"}\" is expected") }
        }
        depth -= 1
        return .object(members)
    }
}
