import BinaryEncodings
import Errors
import JSONValues
import PackageArchive
import ServerDocument
import SystemInterface
import SystemPackage

/// Title and icon of a package that this one depends on, to show when it is not installed.
struct DependencyMetadata {
    let title: LocaleString
    let icon: Icon?

    /// A picture: the extension that it is stored with, and its content.
    struct Icon {
        let fileExtension: String
        let bytes: [UInt8]
    }

    /// The largest icon taken from a path, in bytes.
    static let iconLimit = 100 << 10

    /// Reads what the manifest says about dependency `id`; nil when it says nothing.
    static func load(
        _ id: String,
        _ dependency: ManifestDependency,
        folder: FilePath,
        files: any FileSystem
    ) throws(StartError) -> DependencyMetadata? {
        if let metadata = dependency.metadata {
            return DependencyMetadata(title: metadata.title, icon: try icon(id, metadata.icon, folder, files))
        }
        guard let package = dependency.s9pk else { return nil }
        let path = try localPath(id, package, folder)
        let source = try FileSource(files.open(path, .read, permissions: .ownerReadWrite))
        let other = try S9pk(reading: source)
        let icon = try other.iconFile()
        let suffix = icon.path.names.last?.fileExtension ?? ""
        return DependencyMetadata(
            title: .text(other.title),
            icon: Icon(fileExtension: suffix, bytes: try icon.read(limit: S9pk.descriptiveFileLimit))
        )
    }

    private static func icon(
        _ id: String,
        _ text: String,
        _ folder: FilePath,
        _ files: any FileSystem
    ) throws(StartError) -> Icon {
        if text.hasPrefix("data:") {
            let parts = text.dropFirst("data:".count).split(separator: ",", maxSplits: 1)
            let suffix = ";base64"
            guard parts.count == 2, parts[0].hasSuffix(suffix),
                let kind = MediaType.imageExtension(of: String(parts[0].dropLast(suffix.count))),
                let bytes = Base64.decode(parts[1])
            else {
                throw StartError(.pack, "Dependency `\(id)`: its icon is no data:image/…;base64 address of a picture.")
            }
            return Icon(fileExtension: kind, bytes: bytes)
        }
        let path = try localPath(id, text, folder)
        guard let suffix = path.extension, MediaType.ofImage(fileExtension: suffix) != nil else {
            throw StartError(.pack, "Dependency `\(id)`: its icon \(path) is no picture.")
        }
        guard let status = try files.status(of: path) else {
            throw StartError(.notFound, "Dependency `\(id)`: its icon \(path) is missing.")
        }
        guard status.size <= iconLimit else {
            throw StartError(.pack, "Dependency `\(id)`: its icon \(path) is larger than \(iconLimit / 1024) KiB.")
        }
        return Icon(fileExtension: suffix, bytes: try files.readFile(path))
    }

    private static func localPath(_ id: String, _ text: String, _ folder: FilePath) throws(StartError) -> FilePath {
        if text.hasPrefix("http://") || text.hasPrefix("https://") {
            throw StartError(.pack, "Dependency `\(id)`: \(text) is not fetched when packing. Give a path instead.")
        }
        let path = text.hasPrefix("file://") ? String(text.dropFirst("file://".count)) : text
        return folder.pushing(FilePath(path)).lexicallyNormalized()
    }
}
