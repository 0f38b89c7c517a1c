import ArgumentParser
import PackageArchive
import SystemInterface
import SystemPackage

struct S9pkVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check signature, every file and the manifest of a package file.")

    @Argument(help: "The package file.", completion: .file(extensions: ["s9pk"]))
    var file: String

    func run() async throws {
        let context = try CommandContext.current
        let opened = try context.files.open(context.path(file), .read, permissions: .ownerReadWrite)
        defer { opened.close() }
        try S9pk.verify(FileSource(opened))
    }
}
