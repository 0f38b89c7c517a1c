import ArgumentParser
import JSONValues
import RPCMethods

struct ServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "server", abstract: "The server itself.",
        subcommands: [ServerTimeCommand.self, ServerLogsCommand.self, KernelLogsCommand.self])
}

struct ServerTimeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "time", abstract: "Print the time of the server and how long it has been running.")

    @OptionGroup(visibility: .hidden) var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func run() async throws {
        let time = try await server.call(Methods.Server.time)
        try output.print(JSON(encoding: time)) {
            var table = TextTable("NOW", "UPTIME")
            table.add(time.now, Amounts.words(Int(time.uptime)))
            return table
        }
    }
}
