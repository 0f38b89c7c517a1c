import ArgumentParser
import Errors
import JSONValues
import RPCClient
import RPCMethods

struct PackageUninstallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninstall",
        abstract: "Remove a service and its data.",
        discussion: "Says what goes and asks first. Where nobody can be asked, --yes is needed."
    )

    @OptionGroup(visibility: .hidden) var server: ServerOptions
    @OptionGroup var package: PackageArgument

    @Flag(name: [.customShort("y"), .long], help: "Do not ask.")
    var yes = false

    @Flag(help: "Keep the data.")
    var soft = false

    @Flag(help: "Go on when the package's own clean-up fails.")
    var force = false

    func run() async throws {
        let console = try CommandContext.current.console
        try await server.withClient { client in
            try await server.suggesting(package.id, client) {
                if !yes {
                    console.printError(try await consequences(client))
                    guard let ask = console.readAnswer else {
                        throw StartError(
                            .invalidRequest,
                            "There is no terminal to ask on. Add --yes to remove it without a question.")
                    }
                    guard ["y", "yes"].contains(try ask("Remove it? [y/N]").lowercased()) else {
                        throw StartError(.cancelled, "Nothing was removed.")
                    }
                }
                let parameters = UninstallParameters(
                    id: package.id, soft: soft ? true : nil, force: force ? true : nil)
                _ = try await client.call(Methods.Package.uninstall, parameters)
            }
        }
    }

    /// What goes with the service, as far as the server knows.
    private func consequences(_ client: RPCClient) async throws -> String {
        let place = JSONPointer(["public", "packageData", package.id]).description
        let entry = try await client.call(Methods.Database.dump, PointerParameters(pointer: place)).value
        guard !entry.isNull else { throw StartError(.notFound, "\(package.id) is not installed.") }
        let statistics = try? await client.call(Methods.Package.statistics)[package.id]
        return Self.consequences(package.id, entry, diskBytes: (statistics ?? nil)?.diskBytes, keepsData: soft)
    }

    static func consequences(_ id: String, _ entry: JSON, diskBytes: Int64?, keepsData: Bool) -> String {
        let state = entry["stateInfo"]
        let manifest = state?["manifest"] ?? state?["installingInfo"]?["newManifest"]
        let volumes = manifest?["volumes"]?.array?.compactMap(\.string) ?? []
        let version = manifest?["version"]?.string.map { " \($0)" } ?? ""
        if keepsData { return "This removes \(id)\(version) and keeps its data." }
        let names = volumes.isEmpty ? "" : " (volumes: \(volumes.joined(separator: ", ")))"
        let size = diskBytes.map { ", \(Amounts.bytes(Double($0)))" } ?? ""
        return "This removes \(id)\(version) with all of its data\(names)\(size). It cannot be brought back."
    }
}
