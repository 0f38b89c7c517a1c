package import JSONValues

/// What a package says about itself: `manifest.json` of an S9PK (docs/formats/s9pk.md).
package struct Manifest: Hashable, Sendable {
    package struct Description: Hashable, Sendable {
        package var short: LocaleString
        package var long: LocaleString

        package init(short: LocaleString, long: LocaleString) {
            self.short = short
            self.long = long
        }
    }

    /// The package id: words of `a-z0-9` joined by `-`.
    package var id: String
    /// An extended version such as `1.2.3:0`, in its author's spelling.
    package var version: String
    /// The range of versions that the data can be migrated to from this one, in its canonical text.
    package var canMigrateTo: String
    /// The range of data versions that this package can start from, in its canonical text.
    package var canMigrateFrom: String
    package var title: String
    package var description: Description
    package var releaseNotes: LocaleString
    /// The commit of the package's repository; ends in `-modified` when the tree was not clean.
    package var gitHash: String?
    package var license: String
    package var packageRepo: String
    package var upstreamRepo: String
    package var marketingURL: String?
    package var donationURL: String?
    /// The version of StartOS that the package is made for.
    package var osVersion: String
    package var sdkVersion: String?
    /// Whether GPU devices are shared with the service.
    package var hardwareAcceleration: Bool
    /// Whether `/dev/fuse` is shared with the service.
    package var userspaceFilesystems: Bool
    /// Whether `/dev/net/tun` is shared with the service, with the right to configure its own network.
    package var virtualNetworking: Bool
    package var plugins: [String]
    /// Further versions that this package counts as for those that depend on it.
    package var satisfies: [String]
    /// The images by id, sorted by id.
    package var images: OrderedDictionary<String, ManifestImage>
    /// The volume ids, sorted.
    package var volumes: [String]
    /// What is needed of other packages, by package id, sorted.
    package var dependencies: OrderedDictionary<String, ManifestDependency>
    package var hardwareRequirements: HardwareRequirements

    /// The `osVersion` of a manifest that names none.
    package static let defaultOSVersion = "0.4.0-beta.10"

    /// The `packageRepo` of a manifest that names none.
    package static let defaultPackageRepo = "https://example.com/"
}

/// What a package needs of another one.
package struct ManifestDependency: Hashable, Sendable {
    /// What to show of a package that may not be installed; read when packing.
    package struct Metadata: Hashable, Sendable {
        package var title: LocaleString
        /// A path, an http(s) address or a `data:` address.
        package var icon: String
    }

    package var description: LocaleString?
    package var optional: Bool
    /// Only before packing.
    package var metadata: Metadata?
    /// Only before packing: the path or address of a package that title and icon are taken from.
    package var s9pk: String?
}

/// What a package needs of the machine.
package struct HardwareRequirements: Hashable, Sendable {
    package struct DeviceFilter: Hashable, Sendable {
        package enum Class: String, Hashable, Sendable, CaseIterable {
            case processor, display
        }

        package var description: String
        package var deviceClass: Class
        /// A regular expression.
        package var product: String?
        /// A regular expression.
        package var vendor: String?
        package var capabilities: [String]?
        package var driver: String?
    }

    package var devices: [DeviceFilter] = []
    /// The least memory, in bytes.
    package var ram: UInt64?
    /// The allowed processor architectures by kernel name; nil for any.
    package var architectures: [String]?
}
