import ArgumentParser
import JSONValues
import RPCMethods

struct PackageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "package",
        abstract: "Install, run and remove services.",
        groupedSubcommands: [
            CommandGroup(
                name: "Installing",
                subcommands: [
                    PackageInstallCommand.self, PackageCancelInstallCommand.self, PackageUninstallCommand.self,
                ]),
            CommandGroup(
                name: "Running",
                subcommands: [
                    PackageStartCommand.self, PackageStopCommand.self, PackageRestartCommand.self,
                    PackageRebuildCommand.self, PackageLimitsCommand.self, PackageActionCommand.self,
                ]),
            CommandGroup(
                name: "Looking",
                subcommands: [
                    PackageListCommand.self, PackageInstalledVersionCommand.self, PackageStatsCommand.self,
                    PackageLogsCommand.self,
                ]),
        ]
    )
}

struct PackageListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Show the packages.")

    @OptionGroup(visibility: .hidden) var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func run() async throws {
        let packages = try await server.call(Methods.Package.list)
        try output.print(JSON(encoding: packages)) {
            var table = TextTable("ID", "VERSION", "STATUS")
            for package in packages {
                table.add(package.id, package.version, package.status.rawValue)
            }
            return table
        }
    }
}

struct PackageInstalledVersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "installed-version", abstract: "Print the installed version of a package, null for none.")

    @OptionGroup(visibility: .hidden) var server: ServerOptions
    @OptionGroup var output: FormatOptions
    @OptionGroup var package: PackageArgument

    func run() async throws {
        let version = try await server.call(Methods.Package.installedVersion, package.parameters)
        try output.print(JSON(version))
    }
}

/// The `<ID>` of most package commands.
struct PackageArgument: ParsableArguments {
    @Argument(help: "The id of the package.", completion: .packages)
    var id: String

    var parameters: PackageParameters { PackageParameters(id: id) }
}
