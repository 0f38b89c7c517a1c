import JSONValues

/// Makes the part of `service.json` for one action.
struct ActionWriter {
    let program: ProgramWriter
    let action: JSON

    var json: JSON {
        let spec = (action["form"]?.object ?? [:]).mapValues(field)
        return [
            "metadata": [
                "name": action["name"] ?? .null, "description": action["description"] ?? .null,
                "warning": action["warning"] ?? .null, "visibility": action["visibility"] ?? "enabled",
                "allowedStatuses": action["allowedStatuses"] ?? "any", "hasInput": .bool(!spec.isEmpty),
                "group": action["group"] ?? .null,
            ],
            "spec": .object(spec), "save": action["save"] ?? [], "run": run, "restart": action["restart"] ?? false,
            "result": result,
        ]
    }

    private var run: JSON {
        guard let run = action["run"]?.present else { return .null }
        let own = program.like(run)
        return ["program": program.program(own), "stdin": own["stdin"] ?? .null, "timeout": own["timeout"] ?? .null]
    }

    private var result: JSON {
        guard let result = action["result"]?.present else { return .null }
        let values = result["values"]?.array ?? []
        var shown: JSON = .null
        if let value = result["value"]?.present {
            shown = Self.single(result, value)
        } else if !values.isEmpty {
            shown = [
                "type": "group",
                "value": .array(
                    values.map { member in
                        var single: JSON = [
                            "name": member["name"] ?? .null, "description": member["description"] ?? .null,
                        ]
                        for (key, value) in Self.single(member, member["value"] ?? .null).object ?? [:] {
                            single[key] = value
                        }
                        return single
                    }),
            ]
        }
        return [
            "version": "1", "title": result["title"] ?? .null, "message": result["message"] ?? .null, "result": shown,
        ]
    }

    private static func single(_ json: JSON, _ value: JSON) -> JSON {
        [
            "type": "single", "value": value, "copyable": json["copyable"] ?? true, "qr": json["qr"] ?? false,
            "masked": json["masked"] ?? false,
        ]
    }

    /// A form field with every attribute of the wire; the declaration names them alike.
    private func field(_ field: JSON) -> JSON {
        var json = field
        json["disabled"] = false
        if field["type"] == "multiselect", !field.has("default") { json["default"] = [] }
        return json
    }
}
