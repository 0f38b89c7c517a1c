public import Errors

extension JSON {
    /// The value as JSON, made by its own `encode(to:)`.
    ///
    /// Members stand in the order they were encoded; the members of a `Dictionary`, which has no order, are sorted by
    /// name. An optional without a value is written as null. Integers are exact; a Double that is not finite is refused.
    ///
    /// - Throws: `serialization` naming the place.
    public init(encoding value: some Encodable) throws(StartError) {
        do {
            self = try EncodingNode.json(of: value, path: .root(""))
        } catch {
            throw Self.startError(.serialization, error, root: "")
        }
    }

    /// The value of type `T` that this JSON stands for. A missing member reads as nil where `T` has an optional.
    ///
    /// - Parameter name: What the outermost value is called in errors, for example `params`.
    /// - Throws: `deserialization` naming the place (`params.ids[2]`) and what was expected there; when a type's own
    ///   `init(from:)` throws a `StartError`, its code is kept.
    public func decoded<T: Decodable>(as type: T.Type = T.self, name: String = "") throws(StartError) -> T {
        do {
            return try ValueDecoder(value: self, path: .root(name)).unwrap(type)
        } catch {
            throw Self.startError(.deserialization, error, root: name)
        }
    }

    private static func startError(_ code: ErrorCode, _ error: any Error, root: String) -> StartError {
        let context: (path: [any CodingKey], text: String, cause: (any Error)?)
        switch error {
        case let error as StartError:
            return error
        case DecodingError.typeMismatch(_, let inner), DecodingError.valueNotFound(_, let inner),
            DecodingError.dataCorrupted(let inner):
            context = (inner.codingPath, inner.debugDescription, inner.underlyingError)
        case DecodingError.keyNotFound(let key, let inner):
            context = (inner.codingPath + [key], inner.debugDescription, inner.underlyingError)
        case EncodingError.invalidValue(_, let inner):
            context = (inner.codingPath, inner.debugDescription, inner.underlyingError)
        default:
            return StartError(wrapping: error, code)
        }
        let place = CodingPlace.text(of: context.path, root: root)
        let known = context.cause as? StartError
        let separator = context.text.hasPrefix("is ") ? " " : ": "
        let text = context.text.hasSuffix(".") ? String(context.text.dropLast()) : context.text
        return StartError(known?.code ?? code, "\(place)\(separator)\(text).", cause: context.cause)
    }
}

extension JSON: Codable {
    /// Takes the value over as it is from this module's decoder; builds it up from any other.
    public init(from decoder: any Decoder) throws {
        if let own = decoder as? ValueDecoder {
            self = own.value
        } else if let container = try? decoder.container(keyedBy: MemberName.self) {
            var members: JSONObject = [:]
            for key in container.allKeys { members[key.stringValue] = try container.decode(JSON.self, forKey: key) }
            self = .object(members)
        } else if var container = try? decoder.unkeyedContainer() {
            var elements: [JSON] = []
            while !container.isAtEnd { elements.append(try container.decode(JSON.self)) }
            self = .array(elements)
        } else {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let value = try? container.decode(Bool.self) {
                self = .bool(value)
            } else if let value = try? container.decode(Int64.self) {
                self = .integer(value)
            } else if let value = try? container.decode(UInt64.self) {
                self = .unsigned(value)
            } else if let value = try? container.decode(Double.self) {
                self = .number(value)
            } else {
                self = .string(try container.decode(String.self))
            }
        }
    }

    public func encode(to encoder: any Encoder) throws {
        if let own = encoder as? ValueEncoder {
            own.node.set(self)
            return
        }
        switch self {
        case .object(let members):
            var container = encoder.container(keyedBy: MemberName.self)
            for (name, value) in members { try container.encode(value, forKey: MemberName(stringValue: name)) }
        case .array(let elements):
            var container = encoder.unkeyedContainer()
            for element in elements { try container.encode(element) }
        default:
            var container = encoder.singleValueContainer()
            switch self {
            case .bool(let value): try container.encode(value)
            case .integer(let value): try container.encode(value)
            case .unsigned(let value): try container.encode(value)
            case .number(let value): try container.encode(value)
            case .string(let value): try container.encode(value)
            default: try container.encodeNil()
            }
        }
    }
}
