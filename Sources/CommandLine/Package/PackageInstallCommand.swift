import ArgumentParser
import Errors
import SystemInterface
import SystemPackage

struct PackageInstallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Install a package.",
        discussion: """
            Waits until the package is installed, and fails when the installation does. Ctrl-C asks the server to give it up.

            start-cli package install --sideload hello-world.s9pk
            """
    )

    @OptionGroup(visibility: .hidden) var server: ServerOptions

    @Option(
        name: [.customShort("s"), .long], help: "The .s9pk file to send to the server.",
        completion: .file(extensions: ["s9pk"]))
    var sideload: String?

    @Flag(name: .customLong("no-wait"), help: "Return as soon as the server has the whole file.")
    var noWait = false

    @Argument(help: "The id of a package of a registry.")
    var id: String?

    @Argument(help: "A version range.")
    var version: String?

    func validate() throws {
        guard (sideload == nil) != (id == nil) else {
            throw ValidationError("Give either the id of a package or a file with --sideload.")
        }
    }

    func run() async throws {
        guard let sideload else {
            throw StartError(
                .invalidRequest, "Registries are not supported yet. Install from a file: package install -s FILE")
        }
        let context = try CommandContext.current
        let path = context.path(sideload)
        let file = try context.files.open(path, .read, permissions: .ownerReadWrite)
        defer { file.close() }
        try await server.withClient { client in
            try await SideloadRun(client: client, file: file, context: context).run(waiting: !noWait)
        }
    }
}
