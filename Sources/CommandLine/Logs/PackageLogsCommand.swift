import RPCClient
import ArgumentParser
import RPCMethods

struct PackageLogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Print what a service says.",
        discussion: """
            start-cli package logs hello-world --follow
            start-cli package logs hello-world --since 2h --level warning
            start-cli package logs hello-world --search "connection refused" --limit 200
            """
    )

    @OptionGroup(visibility: .hidden) var server: ServerOptions
    @OptionGroup var output: FormatOptions
    @OptionGroup var package: PackageArgument
    @OptionGroup var logs: LogOptions

    func validate() throws { try logs.validate() }

    func run() async throws {
        let id = package.id
        try await server.withClient { client in
            try await server.suggesting(id, client) {
                try await LogPrinter(client: client, output: output).print(logs) { selection in
                    try await client.call(Methods.Package.logs, LogsParameters(id: id, selection))
                } follow: { selection in
                    try await client.call(Methods.Package.followLogs, LogsParameters(id: id, selection))
                }
            }
        }
    }
}
