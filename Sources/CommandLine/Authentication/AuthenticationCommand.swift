import ArgumentParser
import Errors
import JSONValues
import RPCMethods

struct AuthenticationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "auth",
        abstract: "Log in and out, sessions, the master password.",
        subcommands: [LogInCommand.self, LogOutCommand.self, SessionCommand.self, ResetPasswordCommand.self]
    )
}

struct LogInCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Log in with the master password, asked for or taken from PASSWORD.")

    @OptionGroup(visibility: .hidden) var server: ServerOptions

    func run() async throws {
        let context = try CommandContext.current
        let password = try context.environment["PASSWORD"] ?? context.console.readSecret("Password")
        let settings = try server.settings()
        let address = try server.serverAddress(settings)
        let token = try await server.call(Methods.Authentication.logIn, LogInParameters(password: password))
        try await server.cookieJar(settings).set("session", to: token.session, for: address)
    }
}

struct LogOutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout", abstract: "End this session, or the one named.")

    @OptionGroup(visibility: .hidden) var server: ServerOptions

    @Argument(help: "The id of another session.")
    var session: String?

    func run() async throws {
        if let session {
            _ = try await server.call(Methods.Authentication.killSessions, KillSessionsParameters(ids: [session]))
            return
        }
        let settings = try server.settings()
        let address = try server.serverAddress(settings)
        let jar = try server.cookieJar(settings)
        guard jar.cookies(for: address)["session"] != nil else {
            throw StartError(.unauthorized, "There is no session with \(address) to end.")
        }
        _ = try await server.call(Methods.Authentication.logOut)
        try await jar.set("session", to: nil, for: address)
    }
}

struct ResetPasswordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset-password", abstract: "Change the master password.")

    @OptionGroup(visibility: .hidden) var server: ServerOptions

    func run() async throws {
        let console = try CommandContext.current.console
        let old = try console.readSecret("Current password")
        let new = try console.readSecret("New password")
        guard try console.readSecret("New password again") == new else {
            throw StartError(.incorrectPassword, "The two new passwords differ. Nothing was changed.")
        }
        let parameters = ResetPasswordParameters(oldPassword: old, newPassword: new)
        _ = try await server.call(Methods.Authentication.resetPassword, parameters)
    }
}
