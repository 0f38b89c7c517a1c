public import Errors

/// A place in a JSON value (RFC 6901): the member names and array indices that lead to it.
public struct JSONPointer: Hashable, Sendable {
    /// The steps from the outermost value inwards, unescaped.
    public private(set) var segments: [String]

    /// The whole value.
    public static let root = JSONPointer()

    public init(_ segments: [String] = []) {
        self.segments = segments
    }

    /// Reads the text form: empty for the root, else every segment after a `/`, with `~1` for `/` and `~0` for `~`.
    ///
    /// - Throws: `deserialization` for text that does not begin with `/` or has another character after `~`.
    public init(parsing text: String) throws(StartError) {
        segments = []
        guard let first = text.utf8.first else { return }
        guard first == UInt8(ascii: "/") else {
            throw StartError(.deserialization, "The JSON pointer \"\(text)\" does not begin with \"/\".")
        }
        for part in text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            segments.append(try Self.unescaped(part, in: text))
        }
    }

    private static func unescaped(_ part: Substring.UTF8View, in text: String) throws(StartError) -> String {
        guard part.contains(UInt8(ascii: "~")) else { return String(Substring(part)) }
        var bytes: [UInt8] = []
        var rest = part.makeIterator()
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "~") else {
                bytes.append(byte)
                continue
            }
            switch rest.next() {
            case UInt8(ascii: "0"): bytes.append(UInt8(ascii: "~"))
            case UInt8(ascii: "1"): bytes.append(UInt8(ascii: "/"))
            default:
                throw StartError(.deserialization, "The JSON pointer \"\(text)\" has a \"~\" without 0 or 1 after it.")
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    public var isRoot: Bool { segments.isEmpty }

    public func appending(_ segment: String) -> JSONPointer {
        JSONPointer(segments + CollectionOfOne(segment))
    }

    public func appending(_ other: JSONPointer) -> JSONPointer {
        JSONPointer(segments + other.segments)
    }

    /// Whether `prefix` leads to this place or to something around it.
    public func starts(with prefix: JSONPointer) -> Bool {
        segments.starts(with: prefix.segments)
    }

    /// This place as seen from `prefix`; nil when it is not inside.
    public func removingPrefix(_ prefix: JSONPointer) -> JSONPointer? {
        guard starts(with: prefix) else { return nil }
        return JSONPointer(Array(segments.dropFirst(prefix.segments.count)))
    }

    /// Whether one of the two places contains the other.
    public func overlaps(_ other: JSONPointer) -> Bool {
        starts(with: other) || other.starts(with: self)
    }
}

extension JSONPointer: CustomStringConvertible, Codable {
    /// The text form.
    public var description: String {
        var bytes: [UInt8] = []
        for segment in segments {
            bytes.append(UInt8(ascii: "/"))
            for byte in segment.utf8 {
                switch byte {
                case UInt8(ascii: "~"): bytes.append(contentsOf: "~0".utf8)
                case UInt8(ascii: "/"): bytes.append(contentsOf: "~1".utf8)
                default: bytes.append(byte)
                }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    public init(from decoder: any Decoder) throws {
        try self.init(parsing: decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension JSON {
    /// The value at `pointer`; nil when there is none.
    public func value(at pointer: JSONPointer) -> JSON? {
        value(at: pointer.segments[...])
    }

    package func value(at segments: ArraySlice<String>) -> JSON? {
        guard let segment = segments.first else { return self }
        switch self {
        case .object(let members):
            return members[segment]?.value(at: segments.dropFirst())
        case .array(let elements):
            guard let index = Self.arrayIndex(segment), index < elements.count else { return nil }
            return elements[index].value(at: segments.dropFirst())
        default:
            return nil
        }
    }

    /// The index an array segment names: decimal digits without a leading zero.
    package static func arrayIndex(_ segment: String) -> Int? {
        let digits = segment.utf8
        guard let first = digits.first, digits.allSatisfy({ 48...57 ~= $0 }), first != 48 || digits.count == 1 else {
            return nil
        }
        return Int(segment)
    }

    /// Changes the value at `segments` in place, without copying what lies beside the way to it when nobody else
    /// holds this value.
    ///
    /// - Returns: What `body` returns; nil, without calling it, when there is no such place.
    package mutating func modify<R>(at segments: ArraySlice<String>, _ body: (inout JSON) -> R) -> R? {
        guard let segment = segments.first else { return body(&self) }
        let inner = segments.dropFirst()
        if var members = takeObject() {
            defer { self = .object(members) }
            guard let index = members.index(forKey: segment) else { return nil }
            return members.values[index].modify(at: inner, body)
        }
        if var elements = takeArray() {
            defer { self = .array(elements) }
            guard let index = Self.arrayIndex(segment), index < elements.count else { return nil }
            return elements[index].modify(at: inner, body)
        }
        return nil
    }
}
