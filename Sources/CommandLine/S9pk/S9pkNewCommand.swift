import ArgumentParser
import Errors
import ServiceDescriptions
import SystemInterface
import SystemPackage

struct S9pkNewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Write a small package to start from, described in service.yaml."
    )

    @Argument(help: "The folder to make. Its name becomes the package id.")
    var folder: String

    func run() async throws {
        let context = try CommandContext.current
        let path = context.path(folder)
        guard let name = path.lastComponent?.string, let start = StartingPoint(id: name) else {
            throw StartError(
                .invalidRequest,
                "\"\(path.lastComponent?.string ?? folder)\" cannot be a package id: lower-case letters and digits in words "
                    + "joined by single \"-\".")
        }
        guard try !context.files.exists(path) else {
            throw StartError(.invalidRequest, "\(path) is there already. Name a folder that is not.")
        }
        try context.files.createDirectory(path, permissions: FilePermissions(rawValue: 0o755))
        for (name, text) in start.files {
            try context.files.replaceFile(
                path.appending(name), with: Array(text.utf8), permissions: FilePermissions(rawValue: 0o644))
        }
        context.console.print("\(path)\nPack it with: start-cli s9pk pack \(folder)")
    }
}
