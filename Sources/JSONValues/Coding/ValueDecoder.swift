import Errors

/// The decoder straight from JSON values, without text in between.
struct ValueDecoder: Decoder {
    let value: JSON
    let path: CodingPlace

    var codingPath: [any CodingKey] { path.keys }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func unwrap<T: Decodable>(_ type: T.Type) throws -> T {
        if type == JSON.self, let own = value as? T { return own }
        if let map = type as? any DecodableMembers.Type {
            guard case .object(let members) = value else { throw mismatch(type, "an object") }
            if let result = try map.init(members: members, at: path) as? T { return result }
        }
        do {
            return try T(from: self)
        } catch let error as StartError {
            let context = DecodingError.Context(
                codingPath: codingPath, debugDescription: error.message, underlyingError: error)
            throw DecodingError.dataCorrupted(context)
        }
    }

    func scalar<T: JSONScalar>(_ type: T.Type) throws -> T {
        if let result = T(json: value) { return result }
        throw mismatch(type, T.expectation)
    }

    func mismatch(_ type: any Any.Type, _ expectation: String) -> DecodingError {
        let text = "\(expectation) is expected, not \(value.kindText)"
        return .typeMismatch(type, .init(codingPath: codingPath, debugDescription: text))
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .object(let members) = value else { throw mismatch(JSONObject.self, "an object") }
        return KeyedDecodingContainer(ObjectDecoder<Key>(members: members, path: path))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let elements) = value else { throw mismatch([JSON].self, "an array") }
        return ArrayDecoder(elements: elements, path: path)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer {
        ScalarDecoder(decoder: self)
    }
}

struct ScalarDecoder: SingleValueDecodingContainer {
    let decoder: ValueDecoder

    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool { decoder.value.isNull }

    func decode<T: JSONScalar>(_ type: T.Type) throws -> T { try decoder.scalar(type) }

    func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoder.unwrap(type) }
}

struct ArrayDecoder: UnkeyedDecodingContainer {
    let elements: [JSON]
    let path: CodingPlace
    private(set) var currentIndex = 0

    init(elements: [JSON], path: CodingPlace) {
        self.elements = elements
        self.path = path
    }

    var codingPath: [any CodingKey] { path.keys }
    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex >= elements.count }

    private func current() throws -> ValueDecoder {
        let place = CodingPlace.member(path, MemberName(intValue: currentIndex))
        guard !isAtEnd else {
            let text = "the array ends before this element"
            throw DecodingError.valueNotFound(JSON.self, .init(codingPath: place.keys, debugDescription: text))
        }
        return ValueDecoder(value: elements[currentIndex], path: place)
    }

    mutating func decodeNil() throws -> Bool {
        guard try current().value.isNull else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<T: JSONScalar>(_ type: T.Type) throws -> T {
        let result = try current().scalar(type)
        currentIndex += 1
        return result
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let result = try current().unwrap(type)
        currentIndex += 1
        return result
    }

    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        let container = try current().container(keyedBy: type)
        currentIndex += 1
        return container
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let container = try current().unkeyedContainer()
        currentIndex += 1
        return container
    }

    mutating func superDecoder() throws -> any Decoder {
        let decoder = try current()
        currentIndex += 1
        return decoder
    }
}

struct ObjectDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let members: JSONObject
    let path: CodingPlace

    var codingPath: [any CodingKey] { path.keys }
    var allKeys: [Key] { members.keys.compactMap(Key.init(stringValue:)) }

    func contains(_ key: Key) -> Bool { members[key.stringValue] != nil }

    func decodeNil(forKey key: Key) throws -> Bool { try decoder(for: key).value.isNull }

    func decode<T: JSONScalar>(_ type: T.Type, forKey key: Key) throws -> T {
        if let value = members[key.stringValue], let result = T(json: value) { return result }
        return try decoder(for: key, T.expectation).scalar(type)
    }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try decoder(for: key).unwrap(type) }

    func nestedContainer<Inner: CodingKey>(
        keyedBy type: Inner.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Inner> {
        try decoder(for: key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try decoder(for: key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { superDecoder(named: MemberName(stringValue: "super")) }

    func superDecoder(forKey key: Key) throws -> any Decoder { superDecoder(named: key) }

    /// The base class's part; null when there is none, so that a base without members can still be decoded.
    private func superDecoder(named key: some CodingKey) -> ValueDecoder {
        ValueDecoder(value: members[key.stringValue] ?? .null, path: .member(path, key))
    }

    private func decoder(for key: Key, _ expectation: String? = nil) throws -> ValueDecoder {
        guard let value = members[key.stringValue] else {
            let text = expectation.map { "is missing; \($0) is expected" } ?? "is missing"
            throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: text))
        }
        return ValueDecoder(value: value, path: .member(path, key))
    }
}
