import BinaryEncodings
package import Errors

extension S9pk {
    /// The package's icon: the one file at the root called `icon` with the extension of an image.
    ///
    /// - Throws: `parseS9pk` when there is none or more than one.
    package func iconFile() throws(StartError) -> ArchiveFile {
        let candidates = Self.icons(in: archive.root)
        guard let icon = candidates.first else {
            throw StartError(.parseS9pk, "file icon with valid extension missing from archive.")
        }
        guard candidates.count == 1 else {
            let names = candidates.map { "\($0.path)" }.joined(separator: ", ")
            throw StartError(.parseS9pk, "more than one file matching icon in the package: \(names).")
        }
        return icon
    }

    /// The icon as a `data:` URL, verified. Of several candidates the largest counts.
    ///
    /// - Throws: `parseS9pk` without an icon.
    package func iconDataURL() throws(StartError) -> String {
        guard let icon = Self.largest(Self.icons(in: archive.root)) else {
            throw StartError(.parseS9pk, "file icon with valid extension missing from archive.")
        }
        return try Self.dataURL(of: icon)
    }

    /// The icon that the package carries for one of its dependencies, if any.
    package func dependencyIcon(of id: String) throws(StartError) -> ArchiveFile? {
        guard let directory = archive.entry(at: try ArchivePath("dependencies/\(id)"))?.directory else { return nil }
        return Self.largest(Self.icons(in: directory))
    }

    /// The content of an image file as a `data:` URL, verified.
    package static func dataURL(of file: ArchiveFile) throws(StartError) -> String {
        guard let name = file.path.names.last else {
            throw StartError(.parseS9pk, "An icon must have a name.")
        }
        return try dataURL(of: try file.read(limit: descriptiveFileLimit), named: name.description)
    }

    /// The `data:` URL of an image with this content, its media type taken from the extension of `name`.
    ///
    /// - Throws: `parseS9pk` for an extension that is not that of an image.
    package static func dataURL(of content: [UInt8], named name: String) throws(StartError) -> String {
        let name = try EntryName(name)
        guard let mediaType = MediaType.ofImage(fileExtension: name.fileExtension ?? "") else {
            throw StartError(.parseS9pk, "\(name) does not have the extension of an image.")
        }
        return "data:\(mediaType);base64,\(Base64.encode(content))"
    }

    private static func icons(in directory: ArchiveDirectory) -> [ArchiveFile] {
        directory.elements.compactMap { isIcon($0.name) ? $0.entry.file : nil }
    }

    private static func largest(_ files: [ArchiveFile]) -> ArchiveFile? {
        files.max { $0.region.size < $1.region.size }
    }
}
