import ArgumentParser
import Errors
import JSONValues
import PackageArchive
import SystemInterface
import SystemPackage

struct S9pkInspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Look into a package file: start-cli s9pk inspect FILE manifest",
        subcommands: [
            S9pkFileTreeCommand.self, S9pkCatCommand.self, S9pkManifestCommand.self, S9pkCommitmentCommand.self,
        ]
    )

    @Argument(help: "The package file.", completion: .file(extensions: ["s9pk"]))
    var file: String

    /// Runs `body` with the archive; its signature and tables of contents are verified, its files when they are read.
    func withArchive<Result>(_ body: (MerkleArchive) throws -> Result) throws -> Result {
        let context = try CommandContext.current
        let opened = try context.files.open(context.path(file), .read, permissions: .ownerReadWrite)
        defer { opened.close() }
        return try body(MerkleArchive(reading: FileSource(opened)))
    }
}

struct S9pkFileTreeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "file-tree", abstract: "List the files.")

    @ParentCommand var inspect: S9pkInspectCommand
    @OptionGroup var output: FormatOptions

    func run() async throws {
        let paths = try inspect.withArchive { $0.paths }
        try output.print(.array(paths.map(JSON.string))) { paths.joined(separator: "\n") }
    }
}

struct S9pkCatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "cat", abstract: "Print one file, verified.")

    @ParentCommand var inspect: S9pkInspectCommand

    @Argument(help: "The path in the package.")
    var path: String

    func run() async throws {
        let console = try CommandContext.current.console
        try inspect.withArchive { archive in
            guard let file = archive.file(at: try ArchivePath(path)) else {
                throw StartError(.notFound, "The package holds no file \(path).")
            }
            try file.forEachPiece { piece throws(StartError) in console.write(piece) }
        }
    }
}

struct S9pkManifestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "manifest", abstract: "Print the manifest.")

    @ParentCommand var inspect: S9pkInspectCommand
    @OptionGroup var output: FormatOptions

    func run() async throws {
        let manifest = try inspect.withArchive { archive in
            try S9pk(archive).manifest
        }
        try output.print(manifest)
    }
}

struct S9pkCommitmentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "commitment", abstract: "Print what the signature covers.")

    @ParentCommand var inspect: S9pkInspectCommand
    @OptionGroup var output: FormatOptions

    func run() async throws {
        try output.print(try inspect.withArchive { $0.commitment.json })
    }
}
