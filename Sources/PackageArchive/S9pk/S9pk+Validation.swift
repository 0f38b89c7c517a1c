package import Errors
import JSONValues

extension S9pk {
    /// What validation finds: the files that belong to a package, and what is missing without being required.
    package struct Validation: Sendable {
        /// Everything else is left out of the installed copy.
        package let kept: Set<ArchivePath>
        package let warnings: [String]
        /// By image id, the architecture whose image runs: another one than asked for when it is emulated.
        /// Filled only when an architecture was asked for.
        package let architectures: [String: String]
    }

    /// Checks that all files a package needs are there, for one architecture or for all that the manifest names.
    ///
    /// - Throws: `parseS9pk` naming the file.
    @discardableResult
    package func validate(for architecture: String? = nil) throws(StartError) -> Validation {
        var check = PackageCheck(archive: archive)
        try check.require("manifest.json")
        check.keep(try iconFile().path)
        try check.require("LICENSE.md")
        if try !check.keepIfPresent("instructions.md") {
            check.warnings.append("instructions.md is missing.")
        }
        try check.require("javascript.squashfs")
        for id in (manifest["dependencies"]?.object ?? [:]).keys {
            _ = try check.keepIfPresent("dependencies/\(id)/metadata.json")
            if let icon = try dependencyIcon(of: id) { check.keep(icon.path) }
        }
        if try !check.keepIfPresent("assets.squashfs"), try !check.keepAll(in: "assets") {
            check.warnings.append("The package has no assets.")
        }
        for (id, image) in manifest["images"]?.object ?? [:] {
            for wanted in try architectures(of: id, image, asked: architecture) {
                let used = try check.image(id, wanted, emulated: image["emulateMissingAs"]?.string)
                if architecture != nil { check.architectures[id] = used }
            }
        }
        return Validation(kept: check.kept, warnings: check.warnings, architectures: check.architectures)
    }

    /// The package with only the files that validation keeps; the signature stays valid.
    package func filtered(for architecture: String?) throws(StartError) -> S9pk {
        let kept = try validate(for: architecture).kept
        return try S9pk(archive.filtered { kept.contains($0) })
    }

    private func architectures(of id: String, _ image: JSON, asked: String?) throws(StartError) -> [String] {
        if let asked { return [asked] }
        if let required = manifest["hardwareRequirements"]?["arch"]?.array {
            return required.compactMap(\.string)
        }
        let own = (image["arch"]?.array ?? []).compactMap(\.string)
        guard let emulated = image["emulateMissingAs"]?.string else {
            throw StartError(
                .parseS9pk,
                "`emulateMissingAs` is required for image \"\(id)\" when \"hardwareRequirements.arch\" is not set.")
        }
        guard own.contains(emulated) else {
            throw StartError(.parseS9pk, "`emulateMissingAs` of image \"\(id)\" is not among its architectures.")
        }
        return own
    }
}

/// Collects the files a package needs while looking for them.
private struct PackageCheck {
    let archive: MerkleArchive
    var kept: Set<ArchivePath> = []
    var warnings: [String] = []
    var architectures: [String: String] = [:]

    init(archive: MerkleArchive) {
        self.archive = archive
    }

    mutating func keep(_ path: ArchivePath) {
        kept.insert(path)
    }

    /// Keeps the file at `path` if there is one.
    mutating func keepIfPresent(_ path: String) throws(StartError) -> Bool {
        let path = try ArchivePath(path)
        guard archive.file(at: path) != nil else { return false }
        kept.insert(path)
        return true
    }

    mutating func require(_ path: String) throws(StartError) {
        guard try keepIfPresent(path) else {
            throw StartError(.parseS9pk, "file \(path) missing from archive: the package is not complete.")
        }
    }

    /// Keeps all files directly in a directory; false when there is no such directory.
    mutating func keepAll(in directory: String) throws(StartError) -> Bool {
        let path = try ArchivePath(directory)
        guard let elements = archive.entry(at: path)?.directory?.elements else { return false }
        for element in elements where element.entry.file != nil {
            kept.insert(path.appending(element.name))
        }
        return true
    }

    /// Keeps the three files of an image for `architecture`, or for the emulated one. Returns which it was.
    mutating func image(_ id: String, _ architecture: String, emulated: String?) throws(StartError) -> String {
        var used = architecture
        if let emulated, archive.file(at: try ArchivePath("images/\(architecture)/\(id).squashfs")) == nil {
            used = emulated
        }
        for suffix in ["squashfs", "json", "env"] {
            try require("images/\(used)/\(id).\(suffix)")
        }
        return used
    }
}
