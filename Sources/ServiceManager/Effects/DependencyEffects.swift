import Errors
import ExtendedVersions
import JSONValues
import PatchDatabase
import ServerDocument

/// Other packages.
extension ServiceEffects {
    static let dependencyHandlers: [String: Handler] = [
        "get-installed-packages": { effects, _ in
            let packages = try effects.host.database.value(at: Document.root.packages) ?? [:]
            return .array(packages.keys.sorted().map(JSON.string))
        },
        "get-service-manifest": { effects, call in
            let id = call.packageId(or: effects.package)
            let state = Document.root.package(id).stateInfo
            let value = try await effects.callbacks.read(state, call.callback)
            guard let manifest = value["manifest"] ?? value["installingInfo"]?["newManifest"] else {
                throw StartError(.notFound, "\(id) is not installed.")
            }
            return manifest
        },
        "set-dependencies": { effects, call in
            let list: DependencyList = try call.decoded()
            return try await effects.update(call) { transaction in
                var entries: [String: JSON] = [:]
                for dependency in list.dependencies { entries[dependency.id] = try dependency.stored }
                try transaction.set(entries, at: effects.entry.currentDependencies)
                return .null
            }
        },
        "get-dependencies": { effects, _ in
            let entries = try effects.host.database.value(at: effects.entry.currentDependencies) ?? [:]
            return .array(
                entries.sorted { $0.key < $1.key }.map { id, stored in
                    var requirement: JSONObject = ["id": .string(id)]
                    for name in ["kind", "healthChecks", "versionRange"] where stored[name]?.isNull == false {
                        requirement[name] = stored[name]
                    }
                    return .object(requirement)
                })
        },
    ]

    private struct DependencyList: Codable, Sendable {
        var dependencies: [Dependency]
    }

    private struct Dependency: Codable, Sendable {
        enum Kind: String, Codable, Sendable {
            case running, exists
        }

        var kind: Kind
        var id: String
        var healthChecks: [String]?
        var versionRange: String

        /// How it stands in `currentDependencies`.
        var stored: JSON {
            get throws(StartError) {
                guard Identifier.isValid(id) else {
                    throw StartError(.invalidIdentifier, "\"\(id)\" is no id of a package.")
                }
                var entry: JSONObject = ["title": nil, "icon": nil, "kind": .string(kind.rawValue)]
                if kind == .running { entry["healthChecks"] = .array((healthChecks ?? []).map(JSON.string)) }
                entry["versionRange"] = .string(try VersionRange(versionRange).description)
                return .object(entry)
            }
        }
    }
}
