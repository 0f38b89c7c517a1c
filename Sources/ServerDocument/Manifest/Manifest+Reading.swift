package import Errors
package import ExtendedVersions
package import JSONValues

extension Manifest {
    /// Reads a manifest; members that it does not know are dropped.
    ///
    /// - Parameter tail: What to do with text after the end of a version range.
    /// - Throws: `deserialization` with the name of the field that is missing or wrong.
    package init(json: JSON, tail: VersionRange.Tail = .ignored) throws(StartError) {
        let fields = try ManifestFields(json)
        id = try fields.string("id")
        guard ManifestSyntax.isIdentifier(id) else {
            throw fields.failure("id", "is \"\(id)\", but a package id is made of \(ManifestSyntax.identifierRule)")
        }
        version = try fields.extendedVersion("version")
        canMigrateTo = try fields.versionRange("canMigrateTo", tail)
        canMigrateFrom = try fields.versionRange("canMigrateFrom", tail)
        title = try fields.text("title")
        guard let texts = try fields.object("description") else { throw fields.failure("description", "is missing") }
        description = Description(
            short: try texts.requiredLocaleString("short"), long: try texts.requiredLocaleString("long"))
        releaseNotes = try fields.requiredLocaleString("releaseNotes")
        gitHash = try fields.optionalString("gitHash")
        license = try fields.string("license")
        packageRepo = try fields.address("packageRepo") ?? Self.defaultPackageRepo
        guard let upstream = try fields.address("upstreamRepo") else {
            throw fields.failure("upstreamRepo", "is missing")
        }
        upstreamRepo = upstream
        marketingURL = try fields.address("marketingUrl")
        donationURL = try fields.address("donationUrl")
        osVersion = try fields.plainVersion("osVersion") ?? Self.defaultOSVersion
        sdkVersion = try fields.plainVersion("sdkVersion")
        hardwareAcceleration = try fields.bool("hardwareAcceleration", default: false)
        userspaceFilesystems = try fields.bool("userspaceFilesystems", default: false)
        virtualNetworking = try fields.bool("virtualNetworking", default: false)
        plugins = try fields.set("plugins") ?? []
        if let unknown = plugins.first(where: { $0 != "url-v0" }) {
            throw fields.failure("plugins", "names \"\(unknown)\", but only \"url-v0\" exists")
        }
        satisfies = try fields.set("satisfies") ?? []
        for version in satisfies {
            try fields.check("satisfies") { () throws(StartError) in try ExtendedVersion(version) }
        }
        guard let images = try fields.map("images", ManifestImage.init(fields:)) else {
            throw fields.failure("images", "is missing")
        }
        self.images = images
        volumes = try fields.volumes()
        dependencies = try fields.map("dependencies", ManifestDependency.init(fields:)) ?? [:]
        hardwareRequirements =
            try fields.object("hardwareRequirements").map(HardwareRequirements.init(fields:)) ?? HardwareRequirements()
    }
}

extension ManifestDependency {
    init(fields: ManifestFields) throws(StartError) {
        description = try fields.localeString("description")
        guard let flag = try fields.required("optional").bool else {
            throw fields.failure("optional", "must be true or false")
        }
        optional = flag
        if let members = try fields.object("metadata") {
            metadata = Metadata(title: try members.requiredLocaleString("title"), icon: try members.string("icon"))
        }
        s9pk = try fields.optionalString("s9pk")
        guard metadata == nil || s9pk == nil else {
            throw fields.failure("metadata", "and `s9pk` exclude each other")
        }
    }
}

extension HardwareRequirements {
    init(fields: ManifestFields) throws(StartError) {
        for (index, json) in try fields.elements("device").enumerated() {
            devices.append(try DeviceFilter(fields: ManifestFields(json, path: fields.name("device[\(index)]"))))
        }
        switch fields.value("ram") {
        case nil: ram = nil
        case .integer(let bytes)? where bytes >= 0: ram = UInt64(bytes)
        case .unsigned(let bytes)?: ram = bytes
        default: throw fields.failure("ram", "must be a number of bytes or null")
        }
        architectures = try fields.set("arch")
    }
}

extension HardwareRequirements.DeviceFilter {
    init(fields: ManifestFields) throws(StartError) {
        description = try fields.string("description")
        guard let known = Class(rawValue: try fields.string("class")) else {
            throw fields.failure("class", "must be \"processor\" or \"display\"")
        }
        deviceClass = known
        product = try fields.optionalString("product")
        vendor = try fields.optionalString("vendor")
        capabilities = try fields.set("capabilities")
        driver = try fields.optionalString("driver")
    }
}

extension ManifestFields {
    /// A string that says something.
    func text(_ key: String) throws(StartError) -> String {
        let text = try string(key)
        guard !text.isEmpty else { throw failure(key, "must not be empty") }
        return text
    }

    /// The text of a package version as it is written.
    func extendedVersion(_ key: String) throws(StartError) -> String {
        let text = try string(key)
        try check(key) { () throws(StartError) in try ExtendedVersion(text) }
        return text
    }

    /// The canonical text of a range of package versions.
    func versionRange(_ key: String, _ tail: VersionRange.Tail) throws(StartError) -> String {
        let text = try string(key)
        return try check(key) { () throws(StartError) in try VersionRange(text, tail: tail).description }
    }

    /// The canonical text of a version of the system or its tools.
    func plainVersion(_ key: String) throws(StartError) -> String? {
        guard let text = try optionalString(key) else { return nil }
        return try check(key) { () throws(StartError) in try Version(text).description }
    }

    /// What `read` makes of the member, with an error that names it.
    @discardableResult
    func check<Value>(_ key: String, _ read: () throws(StartError) -> Value) throws(StartError) -> Value {
        do throws(StartError) {
            return try read()
        } catch {
            throw failure(
                key,
                "cannot be read: \(error.message.hasSuffix(".") ? String(error.message.dropLast()) : error.message)")
        }
    }

    func address(_ key: String) throws(StartError) -> String? {
        guard let text = try optionalString(key) else { return nil }
        guard let address = ManifestSyntax.address(text) else {
            throw failure(key, "is \"\(text)\", but an address reads like https://example.com/")
        }
        return address
    }

    func elements(_ key: String) throws(StartError) -> [JSON] {
        guard let value = value(key) else { return [] }
        guard let elements = value.array else { throw failure(key, "must be an array") }
        return elements
    }

    func volumes() throws(StartError) -> [String] {
        guard let volumes = try set("volumes") else { throw failure("volumes", "is missing") }
        for volume in volumes where volume != "BACKUP" && !ManifestSyntax.isIdentifier(volume) {
            throw failure("volumes", "holds \"\(volume)\", but an id is made of \(ManifestSyntax.identifierRule)")
        }
        return volumes
    }
}
