import BinaryEncodings
package import Errors
import JSONValues
package import PackageArchive
package import ServerDocument
package import SystemInterface
package import SystemPackage

/// Makes S9PK files out of package folders.
package struct Packer: Sendable {
    private let files: any FileSystem
    private let processes: any ProcessRunner
    private let random: any RandomSource

    package init(files: any FileSystem, processes: any ProcessRunner, random: any RandomSource) {
        self.files = files
        self.processes = processes
        self.random = random
    }

    /// Packs `request` and signs it with `key`; an existing output is replaced when all has gone well.
    ///
    /// - Throws: `notFound`, `pack`, `javascript`, `deserialization` … saying what is wrong with the folder.
    package func pack(_ request: PackRequest, key: SigningKey) async throws(StartError) -> PackedFile {
        let name = "startos-pack-\(Hexadecimal.encode(random.bytes(8)))"
        let workDirectory = request.temporaryDirectory.appending(name)
        try files.createDirectory(workDirectory, permissions: .ownerReadWriteExecute)
        do throws(StartError) {
            let result = try await pack(request, key, workDirectory)
            try files.removeTree(workDirectory)
            return result
        } catch {
            try? files.removeTree(workDirectory)
            throw error
        }
    }

    private func pack(
        _ request: PackRequest,
        _ key: SigningKey,
        _ workDirectory: FilePath
    ) async throws(StartError) -> PackedFile {
        var request = request
        var manifest: Manifest
        let folder: PackageFolder
        if let service = try DescribedService.load(request, files: files) {
            let program = workDirectory.appending("javascript")
            try service.writeProgram(to: program, files: files)
            request.javascript = program
            service.complete(&request)
            folder = try PackageFolder(request, files: files)
            manifest = try service.manifest()
        } else {
            folder = try PackageFolder(request, files: files)
            manifest = try await ManifestLoader(processes: processes).manifest(in: folder.javascript)
        }
        manifest.gitHash = await GitRevision(processes: processes).hash(of: request.folder)
        let machine = try await machineArchitecture()
        try ArchitectureChoice(requested: request.architectures, machine: machine).apply(to: &manifest)

        var content = PackageContent()
        let squashfs = SquashfsBuilder(files: files, processes: processes)
        content.add("icon.\(folder.icon.extension ?? "")", file: folder.icon)
        content.add("LICENSE.md", file: folder.license)
        content.add("instructions.md", file: folder.instructions)
        let javascript = workDirectory.appending("javascript.squashfs")
        try await squashfs.build(javascript, directory: folder.javascript)
        content.add("javascript.squashfs", file: javascript)
        if let assets = folder.assets {
            let output = workDirectory.appending("assets.squashfs")
            try await squashfs.build(output, directory: assets)
            content.add("assets.squashfs", file: output)
        }
        let lock = try LockKeeper(request, files: files)
        let images = ImageBuilder(
            request: request, files: files, processes: processes, machine: machine, workDirectory: workDirectory,
            lock: lock)
        for (id, image) in manifest.images {
            for architecture in image.architectures {
                let built = try await images.build(id, image.source, architecture)
                let place = "images/\(architecture)/\(id)"
                content.add("\(place).squashfs", file: built.squashfs)
                content.add("\(place).json", bytes: built.process.json.bytes)
                content.add("\(place).env", bytes: Array(built.process.environmentText.utf8))
            }
            manifest.images[id]?.source = .packed
        }
        try lock.finish(files)
        try addDependencies(&manifest, request.folder, to: &content)
        content.add("manifest.json", bytes: manifest.json.bytes)

        let output = request.output ?? request.folder.appending("\(manifest.id).s9pk")
        let commitment = try content.write(to: output, key: key, files: files)
        return PackedFile(path: output, manifest: manifest, commitment: commitment)
    }

    private func addDependencies(
        _ manifest: inout Manifest,
        _ folder: FilePath,
        to content: inout PackageContent
    ) throws(StartError) {
        for (id, dependency) in manifest.dependencies {
            if let metadata = try DependencyMetadata.load(id, dependency, folder: folder, files: files) {
                let json: JSON = ["title": metadata.title.json]
                content.add("dependencies/\(id)/metadata.json", bytes: json.bytes)
                if let icon = metadata.icon {
                    content.add("dependencies/\(id)/icon.\(icon.fileExtension)", bytes: icon.bytes)
                }
            }
            manifest.dependencies[id]?.metadata = nil
            manifest.dependencies[id]?.s9pk = nil
        }
    }

    private func machineArchitecture() async throws(StartError) -> String {
        let text = try await processes.output(of: Command("uname", ["-m"]), or: .pack)
        return String(text.prefix { !$0.isWhitespace })
    }
}

/// A package file that was made.
package struct PackedFile: Sendable {
    package let path: FilePath
    package let manifest: Manifest
    package let commitment: ArchiveCommitment
}
