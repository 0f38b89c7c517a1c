import JSONValues

/// Makes the manifest of a package out of its checked description.
struct ManifestWriter {
    let service: JSON

    var manifest: JSON {
        var manifest: JSON = [:]
        for key in ["id", "version", "canMigrateTo"] { manifest[key] = service[key] }
        manifest["canMigrateFrom"] =
            service["canMigrateFrom"]?.present ?? .string("<=\(service["version"]?.string ?? "")")
        for key in ["title", "description", "releaseNotes", "license", "upstreamRepo"] { manifest[key] = service[key] }
        for key in ["packageRepo", "marketingUrl", "donationUrl", "osVersion"] {
            if let value = service[key]?.present { manifest[key] = value }
        }
        let hardware = service["hardware"] ?? [:]
        manifest["hardwareAcceleration"] = hardware["gpu"]
        manifest["userspaceFilesystems"] = hardware["fuse"]
        manifest["virtualNetworking"] = hardware["tun"]
        manifest["satisfies"] = service["satisfies"]
        manifest["images"] = .object((service["images"]?.object ?? [:]).mapValues(image))
        manifest["volumes"] = .array(volumes.map(JSON.string))
        manifest["dependencies"] = .object((service["dependencies"]?.object ?? [:]).mapValues(dependency))
        manifest["hardwareRequirements"] = [
            "device": hardware["devices"] ?? [], "ram": hardware["memory"] ?? .null,
            "arch": hardware["architectures"] ?? .null,
        ]
        return manifest
    }

    /// The volumes of the author, and the one that settings are kept in.
    private var volumes: [String] {
        var names = Array((service["volumes"]?.object ?? [:]).keys)
        if service["settings"]?.object?.isEmpty == false { names.append(ProgramWriter.settingsVolume) }
        return names
    }

    private func image(_ image: JSON) -> JSON {
        [
            "source": source(image),
            "arch": image["architectures"] ?? [],
            "emulateMissingAs": image["emulateMissingAs"] ?? .null,
        ]
    }

    private func source(_ image: JSON) -> JSON {
        var source: JSON = [:]
        let kind: String
        if let debian = image["debian"]?.present {
            kind = "debian"
            source = debian
        } else if let path = image["rootfs"]?.present {
            kind = "rootfs"
            source["path"] = path
        } else {
            kind = "oci"
            source["path"] = image["oci"] ?? .null
            source["reference"] = image["docker"] ?? .null
        }
        if let user = image["user"]?.present { source["user"] = user }
        if let directory = image["directory"]?.present { source["workdir"] = directory }
        let variables = image["environment"]?.object ?? [:]
        source["env"] = .array(variables.map { .string("\($0.key)=\($0.value.plainText)") })
        return [kind: source]
    }

    private func dependency(_ dependency: JSON) -> JSON {
        var json: JSON = [
            "description": dependency["description"] ?? .null, "optional": dependency["optional"] ?? false,
        ]
        if let title = dependency["title"]?.present, let icon = dependency["icon"]?.present {
            json["metadata"] = ["title": title, "icon": icon]
        }
        return json
    }
}

extension JSON {
    /// The value, unless it is null.
    var present: JSON? {
        // A bare `nil` would be the JSON null.
        isNull ? Optional<JSON>.none : .some(self)
    }

    func has(_ key: String) -> Bool {
        self[key]?.isNull == false
    }

    /// A scalar as one would write it.
    var plainText: String { string ?? text }
}
