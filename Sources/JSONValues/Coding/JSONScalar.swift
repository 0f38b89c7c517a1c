/// A type that stands for one JSON scalar.
protocol JSONScalar: Codable {
    /// What is expected, in words: "a string".
    static var expectation: String { get }
    init?(json: JSON)
    /// nil when JSON cannot express the value.
    var json: JSON? { get }
}

extension Bool: JSONScalar {
    static var expectation: String { "true or false" }
    init?(json: JSON) {
        guard case .bool(let value) = json else { return nil }
        self = value
    }
    var json: JSON? { .bool(self) }
}

extension String: JSONScalar {
    static var expectation: String { "a string" }
    init?(json: JSON) {
        guard case .string(let value) = json else { return nil }
        self = value
    }
    var json: JSON? { .string(self) }
}

extension Double: JSONScalar {
    static var expectation: String { "a number" }
    init?(json: JSON) {
        guard let value = json.double else { return nil }
        self = value
    }
    var json: JSON? { isFinite ? .number(self) : nil }
}

extension Float: JSONScalar {
    static var expectation: String { "a number" }
    init?(json: JSON) {
        guard let value = json.double else { return nil }
        self = Float(value)
    }
    var json: JSON? { isFinite ? .number(Double(self)) : nil }
}

extension JSONScalar where Self: FixedWidthInteger {
    static var expectation: String { "an integer from \(Self.min) to \(Self.max)" }

    init?(json: JSON) {
        let exact: Self? =
            switch json {
            case .integer(let value): Self(exactly: value)
            case .unsigned(let value): Self(exactly: value)
            case .number(let value): Self(exactly: value)
            default: nil
            }
        guard let exact else { return nil }
        self = exact
    }

    var json: JSON? {
        if let signed = Int64(exactly: self) { return .integer(signed) }
        return UInt64(exactly: self).map(JSON.unsigned)
    }
}

extension Int: JSONScalar {}
extension Int8: JSONScalar {}
extension Int16: JSONScalar {}
extension Int32: JSONScalar {}
extension Int64: JSONScalar {}
extension Int128: JSONScalar {}
extension UInt: JSONScalar {}
extension UInt8: JSONScalar {}
extension UInt16: JSONScalar {}
extension UInt32: JSONScalar {}
extension UInt64: JSONScalar {}
extension UInt128: JSONScalar {}

extension JSON {
    /// What kind of value this is, in words for an error.
    var kindText: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer, .unsigned, .number: "the number \(text)"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
