package import JSONValues

extension Manifest {
    /// The manifest as `manifest.json` holds it: every member, in the order of the format.
    package var json: JSON {
        [
            "id": .string(id),
            "version": .string(version),
            "canMigrateTo": .string(canMigrateTo),
            "canMigrateFrom": .string(canMigrateFrom),
            "title": .string(title),
            "description": ["short": description.short.json, "long": description.long.json],
            "releaseNotes": releaseNotes.json,
            "gitHash": JSON(gitHash),
            "license": .string(license),
            "packageRepo": .string(packageRepo),
            "upstreamRepo": .string(upstreamRepo),
            "marketingUrl": JSON(marketingURL),
            "donationUrl": JSON(donationURL),
            "osVersion": .string(osVersion),
            "sdkVersion": JSON(sdkVersion),
            "hardwareAcceleration": .bool(hardwareAcceleration),
            "userspaceFilesystems": .bool(userspaceFilesystems),
            "virtualNetworking": .bool(virtualNetworking),
            "plugins": .strings(plugins),
            "satisfies": .strings(satisfies),
            "images": .object(images.mapValues(\.json)),
            "volumes": .strings(volumes),
            "dependencies": .object(dependencies.mapValues(\.json)),
            "hardwareRequirements": hardwareRequirements.json,
        ]
    }
}

extension ManifestImage {
    package var json: JSON {
        [
            "source": source.json,
            "arch": .strings(architectures),
            "emulateMissingAs": JSON(emulateMissingAs),
            "nvidiaContainer": .bool(nvidiaContainer),
        ]
    }
}

extension ManifestImageSource {
    package var json: JSON {
        switch self {
        case .packed:
            return "packed"
        case .debian(let image):
            var members: JSON = ["suite": .string(image.suite), "packages": .strings(image.packages)]
            if let snapshot = image.snapshot { members["snapshot"] = .string(snapshot) }
            return ["debian": members.adding(image.process)]
        case .rootfs(let path, let process):
            let members: JSON = ["path": .string(path)]
            return ["rootfs": members.adding(process)]
        case .oci(let image):
            let members: JSON =
                switch image.origin {
                case .layout(let path): ["path": .string(path)]
                case .registry(let reference): ["reference": .string(reference)]
                }
            return ["oci": members.adding(image.process)]
        case .docker(let source):
            let value = try? JSON(parsing: source.value)
            return .object([source.kind: value ?? .null])
        }
    }
}

extension ManifestDependency {
    package var json: JSON {
        var json: JSON = ["description": description?.json ?? .null, "optional": .bool(optional)]
        if let metadata { json["metadata"] = ["title": metadata.title.json, "icon": .string(metadata.icon)] }
        if let s9pk { json["s9pk"] = .string(s9pk) }
        return json
    }
}

extension HardwareRequirements {
    package var json: JSON {
        [
            "device": .array(devices.map(\.json)),
            "ram": ram.map { JSON($0) } ?? .null,
            "arch": architectures.map(JSON.strings) ?? .null,
        ]
    }
}

extension HardwareRequirements.DeviceFilter {
    package var json: JSON {
        [
            "description": .string(description),
            "class": .string(deviceClass.rawValue),
            "product": JSON(product),
            "vendor": JSON(vendor),
            "capabilities": capabilities.map(JSON.strings) ?? .null,
            "driver": JSON(driver),
        ]
    }
}

extension JSON {
    fileprivate static func strings(_ texts: [String]) -> JSON {
        .array(texts.map(JSON.string))
    }

    fileprivate func adding(_ process: ImageProcess) -> JSON {
        var json = self
        json["env"] = .strings(process.environment)
        for (name, value) in process.json.object ?? [:] {
            json[name] = value
        }
        return json
    }
}
