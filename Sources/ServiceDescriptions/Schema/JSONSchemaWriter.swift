package import JSONValues

/// Writes the declaration as a JSON Schema (draft 07, which editors know best).
package struct JSONSchemaWriter {
    private var parts = JSONObject()

    private init() {}

    /// The whole schema. Editors complete keys and underline mistakes with it.
    package static var schema: JSON {
        var writer = JSONSchemaWriter()
        let root = writer.object(ServiceTable.service)
        var schema: JSON = [
            "$schema": "http://json-schema.org/draft-07/schema#", "title": "service.yaml",
        ]
        for (key, value) in root.object ?? [:] { schema[key] = value }
        schema["definitions"] = .object(writer.parts)
        return schema
    }

    private mutating func object(_ record: Record) -> JSON {
        var properties = JSONObject()
        for field in record.fields {
            var property: JSON = ["description": .string(field.summary)]
            let value = schema(field.shape)
            // Beside a reference nothing else is read.
            if value["$ref"] != nil {
                property["allOf"] = [value]
            } else {
                value.object?.forEach { property[$0.key] = $0.value }
            }
            if case .standard(let standard) = field.presence, standard != [:], !field.shape.isConverted {
                property["default"] = standard
            }
            properties[field.key] = property
        }
        var json: JSON = [
            "description": .string(record.summary), "type": "object", "additionalProperties": false,
            "properties": .object(properties),
        ]
        let required = record.fields.filter { $0.presence == .required }.map { JSON.string($0.key) }
        if !required.isEmpty { json["required"] = .array(required) }
        return json
    }

    private mutating func schema(_ shape: Shape) -> JSON {
        switch shape {
        case .text(let rule): text(rule)
        case .boolean: ["type": "boolean"]
        case .integer(let range):
            ["type": "integer", "minimum": JSON(range.lowerBound), "maximum": JSON(range.upperBound)]
        case .number: ["type": "number"]
        case .scalar: ["type": ["string", "number", "boolean"]]
        case .duration: ["type": "string", "pattern": "^[0-9]+(ms|s|m|h)$"]
        case .size: ["type": ["string", "integer"], "pattern": "^[0-9]+[KMGT]?$"]
        case .mode: ["type": ["string", "integer"], "pattern": "^[0-7]{3,4}$"]
        case .choice(let words): ["enum": .array(words.map(JSON.string))]
        case .reference: ["type": "string"]
        case .list(let element, let least): list(schema(element), least)
        case .map(let rule, let value): map(rule, schema(value))
        case .record(let record): reference(record)
        case .either(let scalar, let list, let mapping):
            either([scalar, list, mapping].compactMap(\.self).map { schema($0) })
        case .variants(let records): either(records.map { reference($0) })
        }
    }

    private func text(_ rule: TextRule) -> JSON {
        var json: JSON = ["type": "string"]
        // An editor reads `1.10` as a number, and so would any other program; we do not.
        if rule == .any { json["type"] = ["string", "number", "boolean", "null"] }
        if case .template = rule { json["type"] = ["string", "number", "boolean"] }
        if let pattern = rule.pattern { json["pattern"] = .string(pattern) }
        return json
    }

    private func list(_ element: JSON, _ least: Int) -> JSON {
        var json: JSON = ["type": "array", "items": element]
        if least > 0 { json["minItems"] = JSON(least) }
        return json
    }

    private func map(_ rule: TextRule, _ value: JSON) -> JSON {
        var json: JSON = ["type": ["object", "null"], "additionalProperties": value]
        if let pattern = rule.pattern { json["propertyNames"] = ["pattern": .string(pattern)] }
        return json
    }

    private func either(_ choices: [JSON]) -> JSON {
        choices.count == 1 ? choices[0] : ["anyOf": .array(choices)]
    }

    private mutating func reference(_ record: Record) -> JSON {
        let name = record.name.split(separator: " ").joined().replacing(":", with: "-")
        if parts[name] == nil {
            parts[name] = [:]
            var part = object(record)
            if !record.fields.contains(where: { $0.presence == .required }) { part["type"] = ["object", "null"] }
            parts[name] = part
        }
        return ["$ref": .string("#/definitions/\(name)")]
    }
}

extension Shape {
    /// Whether what is read is another value than what is written.
    fileprivate var isConverted: Bool {
        switch self {
        case .duration, .size, .mode: true
        default: false
        }
    }
}

extension String {
    fileprivate func replacing(_ character: Character, with other: Character) -> String {
        String(map { $0 == character ? other : $0 })
    }
}
