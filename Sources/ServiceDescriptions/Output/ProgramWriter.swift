import JSONValues

/// Makes `service.json`: what the interpreter does, with everything looked up, ordered and filled in, so that it only
/// carries out. Its types are in `service-interpreter/src/description.ts`.
struct ProgramWriter {
    /// Where settings are kept; no program sees it.
    static let settingsVolume = "settings"

    let service: JSON

    var program: JSON {
        [
            "id": service["id"] ?? .null, "version": service["version"] ?? .null,
            "volumes": .object(members("volumes").mapValues(volume)),
            "settings": .object(members("settings")),
            "files": .array(members("files").map(file)),
            "setup": .array((service["setup"]?.array ?? []).map(step)),
            "daemons": .array(orderedDaemons.map(daemon)),
            "bindings": .array(bindings),
            "interfaces": .array(members("interfaces").map(interface)),
            "actions": .object(
                JSONObject(
                    uniqueKeysWithValues: members("actions").map {
                        ($0.key, ActionWriter(program: self, action: $0.value).json)
                    })),
            "tasks": service["tasks"] ?? [],
            "dependencies": .array(members("dependencies").compactMap(dependency)),
            "alerts": service["alerts"] ?? [:],
        ]
    }

    func members(_ key: String) -> JSONObject {
        service[key]?.object ?? [:]
    }

    private func volume(_ volume: JSON) -> JSON {
        let backup = volume["backup"] ?? true
        return [
            "owner": Self.owner(volume["owner"]), "mode": volume["mode"] ?? .null,
            "backup": backup.bool == false ? .null : ["exclude": backup["exclude"] ?? []],
        ]
    }

    private func file(_ name: String, _ file: JSON) -> JSON {
        let volume = String(name.prefix { $0 != "/" })
        let owner = file["owner"]?.present ?? service[path: ["volumes", volume, "owner"]]
        return [
            "volume": .string(volume), "path": .string(String(name.dropFirst(volume.count + 1))),
            "content": file["content"] ?? .null, "owner": Self.owner(owner), "mode": file["mode"] ?? .null,
            "keep": file["keep"] ?? false,
        ]
    }

    private static func owner(_ text: JSON?) -> JSON {
        guard let parts = text?.string?.split(separator: ":"), parts.count == 2, let user = Int(parts[0]),
            let group = Int(parts[1])
        else { return .null }
        return [JSON(user), JSON(group)]
    }

    private func step(_ step: JSON) -> JSON {
        ["when": step["when"] ?? [], "timeout": step["timeout"] ?? .null, "program": program(like(step))]
    }

    /// `json` with what it shares with the daemon that it is like.
    func like(_ json: JSON) -> JSON {
        var own = json
        if let like = own["like"]?.string, let model = members("daemons")[like] {
            for key in ["image", "user", "directory"] where !own.has(key) { own[key] = model[key] }
            for key in ["environment", "mounts"] {
                let both = (model[key]?.object ?? [:]).merging(own[key]?.object ?? [:]) { _, own in own }
                own[key] = .object(both)
            }
        }
        if !own.has("image") { own["image"] = "main" }
        return own
    }

    /// Image, command and surroundings of whatever has the keys of a program.
    func program(_ json: JSON) -> JSON {
        [
            "image": json["image"] ?? .null, "command": Self.words(json["command"]), "user": json["user"] ?? .null,
            "directory": json["directory"] ?? .null,
            "environment": .object((json["environment"]?.object ?? [:]).mapValues { .string($0.plainText) }),
            "mounts": .array((json["mounts"]?.object ?? [:]).map(mount)),
        ]
    }

    static func words(_ command: JSON?) -> JSON {
        guard let text = command?.string else { return command ?? [] }
        // A shell text holds no references, only escapes of them; they are undone with those of all templates.
        return ["/bin/sh", "-ec", .string(text)]
    }

    private func mount(_ target: String, _ mount: JSON) -> JSON {
        [
            "target": .string(target), "volume": mount["volume"] ?? mount, "path": mount["path"] ?? .null,
            "readOnly": mount["readOnly"] ?? false,
        ]
    }

    /// Every daemon after those that it requires.
    private var orderedDaemons: [(key: String, value: JSON)] {
        let daemons = members("daemons")
        var ordered: [(key: String, value: JSON)] = []
        func place(_ id: String) {
            guard let daemon = daemons[id], !ordered.contains(where: { $0.key == id }) else { return }
            for required in daemon["requires"]?.array ?? [] { place(required.string ?? "") }
            ordered.append((id, daemon))
        }
        for id in daemons.keys { place(id) }
        return ordered
    }

    private func daemon(_ id: String, _ daemon: JSON) -> JSON {
        var ready = daemon["ready"]?.present
        if let check = ready?.object {
            ready = .object(check)
            ready?["id"] = check["id"]?.present ?? .string(id)
            if let command = check["command"]?.present { ready?["command"] = Self.words(command) }
        }
        return [
            "id": .string(id), "program": program(like(daemon)), "requires": daemon["requires"] ?? [],
            "ready": ready ?? .null,
            "stop": daemon["stop"] ?? .null,
        ]
    }

    private func dependency(_ id: String, _ dependency: JSON) -> JSON? {
        guard dependency["optional"]?.bool == false else { return nil }
        let version = dependency["version"] ?? "*"
        guard dependency["running"]?.bool == true else {
            return ["kind": "exists", "id": .string(id), "versionRange": version]
        }
        return [
            "kind": "running", "id": .string(id), "healthChecks": dependency["healthChecks"] ?? [],
            "versionRange": version,
        ]
    }
}
