/// A dictionary that becomes a JSON object; its own `encode(to:)` gives no order that could be relied on.
protocol UnorderedMembers {}

extension Dictionary: UnorderedMembers where Key: CodingKeyRepresentable {}

/// An ordered dictionary with names for keys: an object of JSON in that order, where its own `Codable` makes an array.
protocol EncodableMembers {
    func members(at path: CodingPlace) throws -> JSONObject
}

protocol DecodableMembers {
    init(members: JSONObject, at path: CodingPlace) throws
}

extension OrderedDictionary: EncodableMembers where Key == String, Value: Encodable {
    func members(at path: CodingPlace) throws -> JSONObject {
        var members = JSONObject(minimumCapacity: count)
        for (name, value) in self {
            members[name] = try EncodingNode.json(of: value, path: .member(path, MemberName(stringValue: name)))
        }
        return members
    }
}

extension OrderedDictionary: DecodableMembers where Key == String, Value: Decodable {
    init(members: JSONObject, at path: CodingPlace) throws {
        self.init(minimumCapacity: members.count)
        for (name, value) in members {
            let inner = ValueDecoder(value: value, path: .member(path, MemberName(stringValue: name)))
            self[name] = try inner.unwrap(Value.self)
        }
    }
}
