package import Errors
import ExtendedVersions
package import JSONValues

extension S9pk {
    /// Parses a manifest and checks what every reader relies on: required members, their kinds, the form of ids,
    /// versions and ranges.
    ///
    /// - Throws: `deserialization` naming the member.
    package static func manifest(parsing bytes: [UInt8]) throws(StartError) -> JSON {
        let manifest: JSON
        do throws(StartError) {
            manifest = try JSON(parsing: bytes)
        } catch {
            throw StartError(.deserialization, "manifest.json: \(error.message)", cause: error)
        }
        try check(manifest)
        return manifest
    }

    private static func check(_ manifest: JSON) throws(StartError) {
        guard manifest.object != nil else { throw fault("it must be an object") }
        for name in ["id", "version", "canMigrateTo", "canMigrateFrom", "title", "license", "upstreamRepo"] {
            guard manifest[name]?.string != nil else { throw fault("\"\(name)\" must be a string") }
        }
        guard isIdentifier(manifest["id"]?.string ?? "") else {
            throw fault("\"id\" must be lower-case letters and digits, in words joined by \"-\"")
        }
        try checkVersions(manifest)
        guard isLocalized(manifest["description"]?["short"]), isLocalized(manifest["description"]?["long"]) else {
            throw fault("\"description\" must have the texts \"short\" and \"long\"")
        }
        guard isLocalized(manifest["releaseNotes"]) else { throw fault("\"releaseNotes\" must be a text") }
        guard let images = manifest["images"]?.object else { throw fault("\"images\" must be an object") }
        for (id, image) in images {
            try check(image: id, image)
        }
        guard let volumes = manifest["volumes"]?.array,
            volumes.allSatisfy({ $0.string.map { isIdentifier($0) || $0 == "BACKUP" } ?? false })
        else { throw fault("\"volumes\" must be a list of ids") }
        try checkDependencies(manifest["dependencies"])
        try checkRequirements(manifest["hardwareRequirements"])
    }

    private static func checkVersions(_ manifest: JSON) throws(StartError) {
        var versions = [manifest["version"]]
        if let satisfies = manifest["satisfies"], !satisfies.isNull {
            guard let list = satisfies.array else { throw fault("\"satisfies\" must be a list of versions") }
            versions += list
        }
        do throws(StartError) {
            for version in versions { _ = try ExtendedVersion(version?.string ?? "") }
            for name in ["canMigrateTo", "canMigrateFrom"] { _ = try VersionRange(manifest[name]?.string ?? "") }
            for name in ["osVersion", "sdkVersion"] {
                guard let version = manifest[name], !version.isNull else { continue }
                _ = try Version(version.string ?? "")
            }
        } catch {
            throw StartError(.deserialization, "manifest.json is not a valid manifest: \(error.message)", cause: error)
        }
    }

    private static func check(image id: String, _ image: JSON) throws(StartError) {
        guard isIdentifier(id) else { throw fault("\"\(id)\" is no id for an image") }
        guard image["source"] != nil else { throw fault("image \"\(id)\" must have a \"source\"") }
        guard let architectures = image["arch"]?.array, architectures.allSatisfy(isArchitecture) else {
            throw fault("\"arch\" of image \"\(id)\" must be a list of architectures")
        }
        if let emulated = image["emulateMissingAs"], !emulated.isNull, !isArchitecture(emulated) {
            throw fault("\"emulateMissingAs\" of image \"\(id)\" must be an architecture or null")
        }
    }

    private static func checkDependencies(_ dependencies: JSON?) throws(StartError) {
        guard let dependencies else { return }
        guard let members = dependencies.object else { throw fault("\"dependencies\" must be an object") }
        for (id, dependency) in members {
            guard isIdentifier(id) else { throw fault("\"\(id)\" in \"dependencies\" is no package id") }
            guard dependency["optional"]?.bool != nil else {
                throw fault("dependency \"\(id)\" must say whether it is \"optional\"")
            }
        }
    }

    private static func checkRequirements(_ requirements: JSON?) throws(StartError) {
        guard let requirements else { return }
        guard requirements.object != nil else { throw fault("\"hardwareRequirements\" must be an object") }
        if let architectures = requirements["arch"], !architectures.isNull {
            guard let list = architectures.array, list.allSatisfy(isArchitecture) else {
                throw fault("\"hardwareRequirements.arch\" must be a list of architectures or null")
            }
        }
    }

    private static func fault(_ reason: String) -> StartError {
        StartError(.deserialization, "manifest.json is not a valid manifest: \(reason).")
    }

    private static func isLocalized(_ text: JSON?) -> Bool {
        switch text {
        case .string?: true
        case .object(let texts)?: texts.values.allSatisfy { $0.string != nil }
        default: false
        }
    }

    /// Whether `text` is one safe path segment of letters, digits and `_`, such as `x86_64`.
    private static func isArchitecture(_ value: JSON) -> Bool {
        guard let text = value.string, !text.isEmpty else { return false }
        return text.utf8.allSatisfy { isLowerOrDigit($0) || $0 == UInt8(ascii: "_") }
    }

    /// Whether `text` is an id: `[a-z0-9]+(-[a-z0-9]+)*`.
    package static func isIdentifier(_ text: String) -> Bool {
        text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false).allSatisfy { word in
            !word.isEmpty && word.allSatisfy(isLowerOrDigit)
        }
    }

    private static func isLowerOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
