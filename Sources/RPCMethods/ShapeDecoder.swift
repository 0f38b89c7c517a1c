import JSONValues

/// What a type asked of the `ShapeDecoder`.
final class ShapeNotes {
    struct Member {
        let name: String
        let type: any Decodable.Type
        let isOptional: Bool
    }

    var members: [Member] = []
}

/// A decoder that notes the members a synthesised `init(from:)` asks for and hands out some value of each type.
struct ShapeDecoder: Decoder {
    let notes: ShapeNotes
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    struct NoValue: Error {}

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(Keyed<Key>(notes: notes))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw NoValue() }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { throw NoValue() }

    /// Some value of a type: an empty collection, the first case, or a structure of such values.
    static func sample<T: Decodable>(_ type: T.Type) throws -> T {
        let value: Any? =
            switch type {
            case is String.Type: ""
            case is Bool.Type: false
            case is JSON.Type: JSON.null
            case let described as any TypeScriptDescribed.Type: described.sample
            case let number as any ExpressibleByIntegerLiteral.Type: zero(number)
            case let list as any ExpressibleByEmptyLiteral.Type: list.empty
            case let choice as any CaseIterable.Type: first(choice)
            default: nil
            }
        if let value = value as? T { return value }
        return try T(from: ShapeDecoder(notes: ShapeNotes()))
    }

    private static func zero<T: ExpressibleByIntegerLiteral>(_ type: T.Type) -> Any? {
        0 as T
    }

    private static func first<T: CaseIterable>(_ type: T.Type) -> Any? {
        type.allCases.first
    }

    private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let notes: ShapeNotes
        var codingPath: [any CodingKey] { [] }
        var allKeys: [Key] { [] }

        func contains(_ key: Key) -> Bool { true }
        func decodeNil(forKey key: Key) throws -> Bool { false }

        func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
            notes.members.append(.init(name: key.stringValue, type: type, isOptional: false))
            return try ShapeDecoder.sample(type)
        }

        func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
            notes.members.append(.init(name: key.stringValue, type: type, isOptional: true))
            return nil
        }

        func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { note(type, key) }
        func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { note(type, key) }
        func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { note(type, key) }
        func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { note(type, key) }
        func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? { note(type, key) }
        func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? { note(type, key) }

        private func note<T: Decodable>(_ type: T.Type, _ key: Key) -> T? {
            notes.members.append(.init(name: key.stringValue, type: type, isOptional: true))
            return nil
        }

        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) throws -> KeyedDecodingContainer<Nested> { throw NoValue() }

        func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw NoValue() }
        func superDecoder() throws -> any Decoder { throw NoValue() }
        func superDecoder(forKey key: Key) throws -> any Decoder { throw NoValue() }
    }
}

/// Collections that can be made empty.
protocol ExpressibleByEmptyLiteral {
    static var empty: Any { get }
}

extension Array: ExpressibleByEmptyLiteral {
    static var empty: Any { [] as [Element] }
}

extension Dictionary: ExpressibleByEmptyLiteral {
    static var empty: Any { [:] as [Key: Value] }
}
