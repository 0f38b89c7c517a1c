import ArgumentParser
import Errors
import RPCMethods

struct SetUpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "setup",
        abstract: "The first steps of a new server.",
        subcommands: [SetUpExecuteCommand.self]
    )
}

struct SetUpExecuteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "execute",
        abstract: "Set the master password, asked for or taken from PASSWORD, and log in.")

    @OptionGroup(visibility: .hidden) var server: ServerOptions

    @Option(help: "The one-time code in the address that the server printed; asked for when not given.")
    var code: String?

    func run() async throws {
        let context = try CommandContext.current
        let code = try code ?? context.console.readSecret("Code")
        let parameters = SetUpParameters(code: code, password: try password(context))
        let settings = try server.settings()
        let address = try server.serverAddress(settings)
        let token = try await server.call(Methods.Server.setUp, parameters)
        try await server.cookieJar(settings).set("session", to: token.session, for: address)
    }

    private func password(_ context: CommandContext) throws -> String {
        if let given = context.environment["PASSWORD"] { return given }
        let password = try context.console.readSecret("New password")
        guard try context.console.readSecret("New password again") == password else {
            throw StartError(.incorrectPassword, "The two passwords differ. Nothing was set.")
        }
        return password
    }
}
