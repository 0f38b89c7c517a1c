import Errors
import PackageArchive
import ServerDocument
import SystemInterface
import SystemPackage

/// Turns the image sources of a manifest into squashfs files.
struct ImageBuilder {
    let request: PackRequest
    let files: any FileSystem
    let processes: any ProcessRunner
    /// The architecture of this machine, by kernel name.
    let machine: String
    let workDirectory: FilePath
    let lock: LockKeeper

    /// A built image: its root file system and how programs start in it.
    struct Result {
        let squashfs: FilePath
        let process: ImageProcess
    }

    func build(_ id: String, _ source: ManifestImageSource, _ architecture: String) async throws(StartError) -> Result {
        guard architecture == machine else {
            throw StartError(
                .pack,
                "Image `\(id)` is wanted for \(architecture), but this machine is \(machine) and can build for itself only."
            )
        }
        switch source {
        case .packed:
            throw StartError(.pack, "Image `\(id)` has the source \"packed\", which only a finished package has.")
        case .docker(let source):
            throw StartError(
                .pack, "Image `\(id)`: the source `\(source.kind)` is not supported; use `debian`, `rootfs` or `oci`.")
        case .rootfs(let path, let process):
            return Result(squashfs: try await rootfs(id, path), process: process)
        case .oci(let image):
            return try await OCIImageBuilder(images: self, id: id).build(image, architecture)
        case .debian(let image):
            let squashfs = try await DebianImageBuilder(images: self, id: id).build(image, architecture)
            return Result(squashfs: squashfs, process: image.process)
        }
    }

    /// A directory or tar file that is there already. Never cached: packing it is quick.
    private func rootfs(_ id: String, _ path: String) async throws(StartError) -> FilePath {
        let source = request.folder.pushing(FilePath(path)).lexicallyNormalized()
        let output = workDirectory.appending("image-\(id).squashfs")
        let squashfs = SquashfsBuilder(files: files, processes: processes)
        switch try files.status(of: source)?.kind {
        case nil:
            throw StartError(.notFound, "Image `\(id)`: there is no root file system at \(source).")
        case .directory:
            try await squashfs.build(output, directory: source, isRootFileSystem: true)
        default:
            try await squashfs.build(output, tar: source)
        }
        return output
    }
}

extension FilePath {
    /// The path as one word of a shell.
    var quoted: String {
        "'" + string.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
