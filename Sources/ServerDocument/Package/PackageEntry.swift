package import JSONValues

/// `public.packageData.<id>`: everything known of one package.
package struct PackageEntry: Codable, Sendable {
    package var stateInfo: PackageState
    /// The archive in use: an absolute path.
    package var s9pk: String
    package var statusInfo: StatusInfo
    /// The registry it came from; nil when it was sideloaded.
    package var registry: String?
    /// Who signed the package: PEM of an Ed25519 public key.
    package var developerKey: String
    /// A data URL.
    package var icon: String
    package var lastBackup: String?
    package var currentDependencies: [String: JSON]
    package var actions: [String: ActionMetadata]
    /// By replay id.
    package var tasks: [String: TaskEntry]
    package var hosts: [String: Host]
    package var storeExposedDependents: [String]
    package var outboundGateway: String?
    package var plugin: Plugin
    /// Whether the volumes stay when the package is removed or its installation undone; null when neither is under way.
    package var keepsData: Bool?
    /// Nil in documents from before there were limits: then the server's own hold.
    package var limits: ServiceLimits?

    package struct Plugin: Codable, Sendable {
        package var url: JSON?
    }

    package init(stateInfo: PackageState, s9pk: String, developerKey: String, icon: String) {
        self.stateInfo = stateInfo
        self.s9pk = s9pk
        statusInfo = StatusInfo()
        self.developerKey = developerKey
        self.icon = icon
        currentDependencies = [:]
        actions = [:]
        tasks = [:]
        hosts = [:]
        storeExposedDependents = []
        plugin = Plugin()
        limits = ServiceLimits()
    }
}

/// Where a package stands between absent and installed.
package struct PackageState: Codable, Sendable {
    package enum Kind: String, Codable, CaseIterable, Sendable {
        case installing, restoring, updating, installed, removing
    }

    package struct Installing: Codable, Sendable {
        package var newManifest: JSON
        package var progress: FullProgress

        package init(newManifest: JSON, progress: FullProgress) {
            self.newManifest = newManifest
            self.progress = progress
        }
    }

    package var state: Kind
    /// The manifest in use; nil while installing or restoring.
    package var manifest: JSON?
    /// The new archive, while updating.
    package var s9pk: String?
    /// What is on its way, while installing, restoring or updating.
    package var installingInfo: Installing?

    package static func installed(_ manifest: JSON) -> PackageState {
        PackageState(state: .installed, manifest: manifest)
    }

    package static func removing(_ manifest: JSON) -> PackageState {
        PackageState(state: .removing, manifest: manifest)
    }

    package static func installing(_ info: Installing) -> PackageState {
        PackageState(state: .installing, installingInfo: info)
    }

    package static func updating(_ manifest: JSON, s9pk: String, _ info: Installing) -> PackageState {
        PackageState(state: .updating, manifest: manifest, s9pk: s9pk, installingInfo: info)
    }

    /// The manifest in use, or the incoming one when there is no other.
    package var currentManifest: JSON? {
        manifest ?? installingInfo?.newManifest
    }

    /// Only the members that the state has are written: readers tell states apart by them.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(state, forKey: .state)
        if let manifest { try container.encode(manifest, forKey: .manifest) }
        if let s9pk { try container.encode(s9pk, forKey: .s9pk) }
        if let installingInfo { try container.encode(installingInfo, forKey: .installingInfo) }
    }
}
