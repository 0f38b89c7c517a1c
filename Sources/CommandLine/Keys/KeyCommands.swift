import ArgumentParser
import Errors
import PackageArchive
import SystemInterface
import SystemPackage

struct InitializeKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init-key", abstract: "Make the developer key, unless there is one.")

    @OptionGroup(visibility: .hidden) var server: ServerOptions

    func run() async throws {
        let context = try CommandContext.current
        let path = try server.developerKeyFile()
        if try context.files.exists(path) {
            _ = try KeyFile.read(path, in: context.files)
            return
        }
        try context.files.createDirectory(path.removingLastComponent(), permissions: .ownerReadWriteExecute)
        try KeyFile.write(try SigningKey.generate(from: context.random), to: path, in: context.files)
        context.console.printError("Made the developer key \(path). Keep a copy: it is who you are as an author.")
    }
}

struct PublicKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pubkey", abstract: "Print the public half of the developer key.")

    @OptionGroup(visibility: .hidden) var server: ServerOptions

    func run() async throws {
        let context = try CommandContext.current
        let path = try server.developerKeyFile()
        guard try context.files.exists(path) else {
            throw StartError(
                .uninitialized, "There is no developer key at \(path). Make one with `start-cli init-key`.")
        }
        let key = try KeyFile.read(path, in: context.files)
        context.console.write(Array(key.verifyingKey.pem.utf8))
    }
}
