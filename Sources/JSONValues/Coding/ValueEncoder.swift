/// A value while it is encoded. Containers that are still open write into the same node.
final class EncodingNode {
    private enum Shape {
        case nothing, scalar, array, object
    }

    private var shape = Shape.nothing
    private var scalar = JSON.null
    private(set) var elements: [JSON] = []
    private var members: JSONObject = [:]
    /// Nested containers, filled later than their place was taken.
    private var nested: [(name: String, index: Int, node: EncodingNode)] = []

    func set(_ value: JSON) {
        shape = .scalar
        scalar = value
    }

    func becomeArray() { shape = .array }
    func becomeObject() { shape = .object }
    func append(_ value: JSON) { elements.append(value) }
    func set(_ value: JSON, for name: String) { members[name] = value }

    func appendNode() -> EncodingNode {
        let node = EncodingNode()
        nested.append(("", elements.count, node))
        elements.append(.null)
        return node
    }

    func node(for name: String) -> EncodingNode {
        let node = EncodingNode()
        nested.append((name, 0, node))
        members[name] = .null
        return node
    }

    /// What was encoded; an empty object when nothing was.
    func result() -> JSON {
        switch shape {
        case .scalar: return scalar
        case .array:
            for (_, index, node) in nested { elements[index] = node.result() }
            return .array(elements)
        case .nothing, .object:
            for (name, _, node) in nested { members[name] = node.result() }
            return .object(members)
        }
    }

    /// `value` as JSON, by the shortest way its type allows.
    static func json<T: Encodable>(of value: T, path: CodingPlace) throws -> JSON {
        if T.self == JSON.self, let value = value as? JSON { return value }
        if let value = value as? any JSONScalar { return try json(ofScalar: value, path: path) }
        if let value = value as? any EncodableMembers { return .object(try value.members(at: path)) }
        let encoder = ValueEncoder(path: path)
        try value.encode(to: encoder)
        guard value is any UnorderedMembers, case .object(var members) = encoder.node.result() else {
            return encoder.node.result()
        }
        members.sort { $0.key < $1.key }
        return .object(members)
    }

    static func json(ofScalar value: some JSONScalar, path: CodingPlace) throws -> JSON {
        if let json = value.json { return json }
        throw EncodingError.invalidValue(
            value, .init(codingPath: path.keys, debugDescription: "\(value) has no form in JSON"))
    }
}

/// The encoder straight to JSON values, without text in between.
struct ValueEncoder: Encoder {
    let node: EncodingNode
    let path: CodingPlace

    init(node: EncodingNode = EncodingNode(), path: CodingPlace) {
        self.node = node
        self.path = path
    }

    var codingPath: [any CodingKey] { path.keys }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        node.becomeObject()
        return KeyedEncodingContainer(ObjectEncoder<Key>(node: node, path: path))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        node.becomeArray()
        return ArrayEncoder(node: node, path: path)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        ScalarEncoder(node: node, path: path)
    }
}

struct ScalarEncoder: SingleValueEncodingContainer {
    let node: EncodingNode
    let path: CodingPlace

    var codingPath: [any CodingKey] { path.keys }

    func encodeNil() { node.set(.null) }

    func encode<T: JSONScalar>(_ value: T) throws { node.set(try EncodingNode.json(ofScalar: value, path: path)) }

    func encode<T: Encodable>(_ value: T) throws { node.set(try EncodingNode.json(of: value, path: path)) }
}

struct ArrayEncoder: UnkeyedEncodingContainer {
    let node: EncodingNode
    let path: CodingPlace

    var codingPath: [any CodingKey] { path.keys }
    var count: Int { node.elements.count }
    private var next: CodingPlace { .member(path, MemberName(intValue: count)) }

    init(node: EncodingNode, path: CodingPlace) {
        self.node = node
        self.path = path
    }

    func encodeNil() { node.append(.null) }

    func encode<T: JSONScalar>(_ value: T) throws { node.append(try EncodingNode.json(ofScalar: value, path: next)) }

    func encode<T: Encodable>(_ value: T) throws { node.append(try EncodingNode.json(of: value, path: next)) }

    func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        let path = next
        return ValueEncoder(node: node.appendNode(), path: path).container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        let path = next
        return ValueEncoder(node: node.appendNode(), path: path).unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
        let path = next
        return ValueEncoder(node: node.appendNode(), path: path)
    }
}

struct ObjectEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let node: EncodingNode
    let path: CodingPlace

    var codingPath: [any CodingKey] { path.keys }

    func encodeNil(forKey key: Key) { node.set(.null, for: key.stringValue) }

    func encode<T: JSONScalar>(_ value: T, forKey key: Key) throws {
        let json = try value.json ?? EncodingNode.json(ofScalar: value, path: .member(path, key))
        node.set(json, for: key.stringValue)
    }

    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        node.set(try EncodingNode.json(of: value, path: .member(path, key)), for: key.stringValue)
    }

    func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type, forKey key: Key) -> KeyedEncodingContainer<Inner> {
        encoder(for: key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        encoder(for: key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { encoder(for: MemberName(stringValue: "super")) }

    func superEncoder(forKey key: Key) -> any Encoder { encoder(for: key) }

    private func encoder(for key: some CodingKey) -> ValueEncoder {
        ValueEncoder(node: node.node(for: key.stringValue), path: .member(path, key))
    }
}
