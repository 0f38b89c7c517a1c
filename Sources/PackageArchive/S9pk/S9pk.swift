package import Errors
package import JSONValues

/// A package for a server: a signed archive with the tree of `docs/formats/s9pk.md` in it.
package struct S9pk: Sendable {
    /// How large a manifest, icon, licence or instructions may be, in bytes.
    package static let descriptiveFileLimit = 4 << 20

    package let archive: MerkleArchive
    /// The content of `manifest.json`: an object with every required member, of the right kinds.
    package let manifest: JSON

    /// Takes the manifest out of an archive, verified.
    ///
    /// - Throws: `notFound` without `manifest.json`, `parseS9pk` when it is no file, `deserialization` for a bad one.
    package init(_ archive: MerkleArchive) throws(StartError) {
        self.archive = archive
        let path = try ArchivePath("manifest.json")
        guard let entry = archive.entry(at: path) else {
            throw StartError(.notFound, "manifest.json is not in the package.")
        }
        guard let file = entry.file else {
            throw StartError(.parseS9pk, "manifest.json is not a file in the package.")
        }
        manifest = try Self.manifest(parsing: try file.read(limit: Self.descriptiveFileLimit))
    }

    /// Opens a stored package: verifies signature, tables of contents and manifest; bodies are left for later.
    ///
    /// - Parameter expected: The package that was asked for, if it is known.
    package init(reading source: any ByteSource, expected: ArchiveCommitment? = nil) throws(StartError) {
        try self.init(try MerkleArchive(reading: source, expected: expected))
    }

    /// Checks everything that can be checked without a server: header and signature, all tables of contents, all
    /// bodies, the manifest, and the files that a package must have.
    ///
    /// - Parameters:
    ///   - architecture: Check the images for this architecture alone; nil for all that the manifest names.
    ///   - progress: Called with the bytes verified so far.
    @discardableResult
    package static func verify(
        _ source: any ByteSource, expected: ArchiveCommitment? = nil, architecture: String? = nil,
        progress: (UInt64) -> Void = { _ in }
    ) throws(StartError) -> S9pk {
        let archive = try MerkleArchive(reading: source, expected: expected)
        try archive.verifyBodies(progress: progress)
        let package = try S9pk(archive)
        try package.validate(for: architecture)
        return package
    }

    /// The package's id: lower-case words joined by `-`.
    package var id: String { manifest["id"]?.string ?? "" }
    /// The package's version as the manifest spells it.
    package var version: String { manifest["version"]?.string ?? "" }
    package var title: String { manifest["title"]?.string ?? "" }

    /// The file at `path`.
    ///
    /// - Throws: `notFound`.
    package func file(_ path: String) throws(StartError) -> ArchiveFile {
        guard let file = archive.file(at: try ArchivePath(path)) else {
            throw StartError(.notFound, "\(path) is not in the package.")
        }
        return file
    }

    /// The licence text, verified.
    package func license() throws(StartError) -> String {
        try text("LICENSE.md")
    }

    /// The instructions, verified; nil when the package has none.
    package func instructions() throws(StartError) -> String? {
        let path = try ArchivePath("instructions.md")
        return archive.file(at: path) == nil ? nil : try text("instructions.md")
    }

    private func text(_ path: String) throws(StartError) -> String {
        let bytes = try file(path).read(limit: Self.descriptiveFileLimit)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw StartError(.deserialization, "\(path) in the package is not UTF-8 text.")
        }
        return text
    }

    /// Whether `path` is one of the small files at the root that describe a package.
    static func isDescriptive(_ path: ArchivePath) -> Bool {
        guard path.names.count == 1, let name = path.names.first else { return false }
        return ["manifest.json", "LICENSE.md", "instructions.md"].contains(name.description) || isIcon(name)
    }

    static func isIcon(_ name: EntryName) -> Bool {
        guard name.stem == "icon", let fileExtension = name.fileExtension else { return false }
        return MediaType.ofImage(fileExtension: fileExtension) != nil
    }
}
