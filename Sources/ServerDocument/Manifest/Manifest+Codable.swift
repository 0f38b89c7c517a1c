import JSONValues

extension Manifest: Codable {
    package init(from decoder: any Decoder) throws {
        try self.init(json: JSON(from: decoder))
    }

    package func encode(to encoder: any Encoder) throws {
        try json.encode(to: encoder)
    }
}
