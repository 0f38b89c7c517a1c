extension JSON {
    /// The compact JSON text: no white space, only what must be escaped is escaped.
    public var text: String {
        String(decoding: bytes, as: UTF8.self)
    }

    /// The compact JSON text as UTF-8 bytes.
    public var bytes: [UInt8] {
        var buffer: [UInt8] = []
        buffer.reserveCapacity(256)
        write(to: &buffer)
        return buffer
    }

    /// The JSON text indented by two spaces a level, for people.
    public var prettyText: String {
        var buffer: [UInt8] = []
        write(to: &buffer, indentation: 0)
        return String(decoding: buffer, as: UTF8.self)
    }

    /// Appends the compact JSON text to `buffer`.
    public func write(to buffer: inout [UInt8]) {
        switch self {
        case .array(let elements):
            buffer.append(UInt8(ascii: "["))
            var first = true
            for element in elements {
                if !first { buffer.append(UInt8(ascii: ",")) }
                first = false
                element.write(to: &buffer)
            }
            buffer.append(UInt8(ascii: "]"))
        case .object(let members):
            buffer.append(UInt8(ascii: "{"))
            var first = true
            for (name, value) in members {
                if !first { buffer.append(UInt8(ascii: ",")) }
                first = false
                Self.write(name, to: &buffer)
                buffer.append(UInt8(ascii: ":"))
                value.write(to: &buffer)
            }
            buffer.append(UInt8(ascii: "}"))
        default:
            writeScalar(to: &buffer)
        }
    }

    private func write(to buffer: inout [UInt8], indentation: Int) {
        func line(_ level: Int) {
            buffer.append(UInt8(ascii: "\n"))
            buffer.append(contentsOf: repeatElement(UInt8(ascii: " "), count: level * 2))
        }
        switch self {
        case .array(let elements) where !elements.isEmpty:
            buffer.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { buffer.append(UInt8(ascii: ",")) }
                line(indentation + 1)
                element.write(to: &buffer, indentation: indentation + 1)
            }
            line(indentation)
            buffer.append(UInt8(ascii: "]"))
        case .object(let members) where !members.isEmpty:
            buffer.append(UInt8(ascii: "{"))
            for (index, (name, value)) in members.elements.enumerated() {
                if index > 0 { buffer.append(UInt8(ascii: ",")) }
                line(indentation + 1)
                Self.write(name, to: &buffer)
                buffer.append(contentsOf: ": ".utf8)
                value.write(to: &buffer, indentation: indentation + 1)
            }
            line(indentation)
            buffer.append(UInt8(ascii: "}"))
        default:
            write(to: &buffer)
        }
    }

    private func writeScalar(to buffer: inout [UInt8]) {
        switch self {
        case .null: buffer.append(contentsOf: "null".utf8)
        case .bool(true): buffer.append(contentsOf: "true".utf8)
        case .bool(false): buffer.append(contentsOf: "false".utf8)
        case .integer(let value): buffer.append(contentsOf: String(value).utf8)
        case .unsigned(let value): buffer.append(contentsOf: String(value).utf8)
        case .number(let value): buffer.append(contentsOf: (value.isFinite ? value.description : "null").utf8)
        case .string(let value): Self.write(value, to: &buffer)
        case .array, .object: break
        }
    }

    private static func write(_ string: String, to buffer: inout [UInt8]) {
        buffer.append(UInt8(ascii: "\""))
        let isWritten: Void? = string.utf8.withContiguousStorageIfAvailable { escape($0, to: &buffer) }
        if isWritten == nil { Array(string.utf8).withUnsafeBufferPointer { escape($0, to: &buffer) } }
        buffer.append(UInt8(ascii: "\""))
    }

    /// Copies runs without anything to escape in one piece.
    private static func escape(_ bytes: UnsafeBufferPointer<UInt8>, to buffer: inout [UInt8]) {
        var start = 0
        for position in bytes.indices {
            let byte = bytes[position]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            buffer.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<position]))
            start = position + 1
            switch byte {
            case 0x0A: buffer.append(contentsOf: "\\n".utf8)
            case 0x0D: buffer.append(contentsOf: "\\r".utf8)
            case 0x09: buffer.append(contentsOf: "\\t".utf8)
            case 0..<0x20:
                buffer.append(contentsOf: "\\u00".utf8)
                buffer.append(hexadecimalDigit(byte >> 4))
                buffer.append(hexadecimalDigit(byte & 15))
            default:
                buffer.append(UInt8(ascii: "\\"))
                buffer.append(byte)
            }
        }
        buffer.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start...]))
    }

    private static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
