import Errors
import PackageArchive
import SystemInterface
import SystemPackage

/// The files of a package that is being made.
struct PackageContent {
    private enum Source {
        case bytes([UInt8])
        case file(FilePath)
    }

    private var entries: [(path: String, source: Source)] = []

    mutating func add(_ path: String, bytes: [UInt8]) {
        entries.append((path, .bytes(bytes)))
    }

    mutating func add(_ path: String, file: FilePath) {
        entries.append((path, .file(file)))
    }

    /// Signs and writes the package aside, then puts it in the place of `output` as one step.
    func write(to output: FilePath, key: SigningKey, files: any FileSystem) throws(StartError) -> ArchiveCommitment {
        let partial = FilePath("\(output).partial")
        try files.remove(partial)
        do throws(StartError) {
            let commitment = try write(partial, key, files)
            try files.rename(partial, to: output)
            try files.synchronizeDirectory(output.removingLastComponent())
            return commitment
        } catch {
            try? files.remove(partial)
            throw error
        }
    }

    private func write(
        _ path: FilePath,
        _ key: SigningKey,
        _ files: any FileSystem
    ) throws(StartError) -> ArchiveCommitment {
        var builder = ArchiveBuilder()
        for entry in entries {
            switch entry.source {
            case .bytes(let bytes):
                try builder.add(bytes, at: entry.path)
            case .file(let file):
                let source = try FileSource(files.open(file, .read, permissions: .ownerReadWrite))
                try builder.add(source, at: entry.path)
            }
        }
        let archive = builder.sign(with: key)
        try S9pk(archive).validate()
        let file = try files.open(path, .createNew, permissions: [.ownerReadWrite, .groupRead, .otherRead])
        defer { file.close() }
        try archive.write(to: file)
        try file.synchronize()
        return archive.commitment
    }
}
