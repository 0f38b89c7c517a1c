import ArgumentParser
import JSONValues
import RPCMethods

struct SessionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session",
        abstract: "Show and end sessions.",
        subcommands: [SessionListCommand.self, SessionKillCommand.self]
    )
}

struct SessionListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Show who is logged in.")

    @OptionGroup(visibility: .hidden) var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func run() async throws {
        let list = try await server.call(Methods.Authentication.sessions)
        try output.print(JSON(encoding: list)) {
            var table = TextTable("ID", "LOGGED IN", "LAST ACTIVE", "USER AGENT")
            for (id, session) in list.sessions.sorted(by: { $0.value.loggedIn < $1.value.loggedIn }) {
                let agent = session.userAgent ?? "-"
                let mark = id == list.current ? " (this one)" : ""
                table.add(id, session.loggedIn, session.lastActive, agent + mark)
            }
            return table
        }
    }
}

struct SessionKillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "kill", abstract: "End sessions.")

    @OptionGroup(visibility: .hidden) var server: ServerOptions

    @Argument(help: "Ids of sessions.")
    var ids: [String]

    func run() async throws {
        _ = try await server.call(Methods.Authentication.killSessions, KillSessionsParameters(ids: ids))
    }
}
