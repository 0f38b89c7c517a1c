import ArgumentParser
import RPCMethods

struct PackageStartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "start", abstract: "Start a service.")

    @OptionGroup(visibility: .hidden) var server: ServerOptions
    @OptionGroup var package: PackageArgument

    @Flag(help: "Start although a critical task is open.")
    var force = false

    func run() async throws {
        let parameters = StartParameters(id: package.id, force: force ? true : nil)
        _ = try await server.call(Methods.Package.start, parameters, about: package.id)
    }
}

struct PackageStopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "stop", abstract: "Stop a service.")

    @OptionGroup(visibility: .hidden) var server: ServerOptions
    @OptionGroup var package: PackageArgument

    func run() async throws {
        _ = try await server.call(Methods.Package.stop, package.parameters, about: package.id)
    }
}

struct PackageRestartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "restart", abstract: "Stop and start a service.")

    @OptionGroup(visibility: .hidden) var server: ServerOptions
    @OptionGroup var package: PackageArgument

    func run() async throws {
        _ = try await server.call(Methods.Package.restart, package.parameters, about: package.id)
    }
}

struct PackageRebuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild", abstract: "Make the container of a service anew; its data stays.")

    @OptionGroup(visibility: .hidden) var server: ServerOptions
    @OptionGroup var package: PackageArgument

    func run() async throws {
        _ = try await server.call(Methods.Package.rebuild, package.parameters, about: package.id)
    }
}

struct PackageCancelInstallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel-install", abstract: "Give up an installation that is under way.")

    @OptionGroup(visibility: .hidden) var server: ServerOptions
    @OptionGroup var package: PackageArgument

    func run() async throws {
        _ = try await server.call(Methods.Package.cancelInstall, package.parameters, about: package.id)
    }
}
