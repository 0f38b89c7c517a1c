import ArgumentParser
import Errors
import Packaging
import SystemInterface
import SystemPackage

struct S9pkPackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pack",
        abstract: "Make a package file out of a package folder.",
        discussion: """
            The folder holds service.yaml, which describes a service, or javascript/index.js, a program for one.
            Signed with --key, else with .startos/build-key of the enclosing workspace, else with the developer key.
            """
    )

    @OptionGroup(visibility: .hidden) var server: ServerOptions

    @Argument(help: "The package folder.")
    var path = "."

    @Option(name: [.customShort("o"), .long], help: "The file to make (default: <id>.s9pk in the folder).")
    var output: String?

    @Option(help: "The directory with index.js.")
    var javascript: String?

    @Option(help: "The icon.")
    var icon: String?

    @Option(help: "The licence.")
    var license: String?

    @Option(help: "The instructions, in Markdown.")
    var instructions: String?

    @Option(help: "The directory of assets.")
    var assets: String?

    @Flag(help: "Pack no assets.")
    var noAssets = false

    @Option(parsing: .singleValue, help: "An architecture to pack for, such as x86_64; repeatable.")
    var arch: [String] = []

    @Option(help: "The file of the key to sign with.")
    var key: String?

    @Option(help: "Where built images are kept (default: ~/.cache/startos/images).")
    var cache: String?

    @Flag(help: "Build images anew although the cache has them.")
    var noCache = false

    @Flag(help: "Write down in service.lock what Debian gives now, to get the same from then on.")
    var updateLock = false

    func validate() throws {
        guard assets == nil || !noAssets else { throw ValidationError("--assets and --no-assets exclude each other.") }
    }

    func run() async throws {
        let context = try CommandContext.current
        let folder = context.path(path)
        let home = context.environment["HOME"] ?? "/var"
        var request = PackRequest(
            folder: folder,
            cache: cache.map(context.path) ?? FilePath("\(home)/.cache/startos/images"),
            temporaryDirectory: FilePath(context.environment["TMPDIR"] ?? "/var/tmp")
        )
        request.output = output.map(context.path)
        request.javascript = javascript.map(context.path)
        request.icon = icon.map(context.path)
        request.license = license.map(context.path)
        request.instructions = instructions.map(context.path)
        request.assets = assets.map(context.path)
        request.leavesOutAssets = noAssets
        request.architectures = arch
        request.ignoresCache = noCache
        request.updatesLock = updateLock
        let signer = try PackageSigner.key(
            explicit: key.map(context.path),
            folders: [FilePath(context.workingDirectory), folder],
            developerKey: try server.developerKeyFile(),
            files: context.files
        )
        let packer = Packer(files: context.files, processes: context.processes, random: context.random)
        let packed = try await packer.pack(request, key: signer)
        context.console.print(packed.path.string)
    }
}
