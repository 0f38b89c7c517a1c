import RPCClient
import ArgumentParser
import RPCMethods

struct ServerLogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "logs", abstract: "Print what the server says.")

    @OptionGroup(visibility: .hidden) var server: ServerOptions
    @OptionGroup var output: FormatOptions
    @OptionGroup var logs: LogOptions

    func validate() throws { try logs.validate() }

    func run() async throws {
        try await server.withClient { client in
            try await LogPrinter(client: client, output: output).print(logs) { selection in
                try await client.call(Methods.Server.logs, selection)
            } follow: { selection in
                try await client.call(Methods.Server.followLogs, selection)
            }
        }
    }
}

struct KernelLogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kernel-logs", abstract: "Print what the kernel of the server says.")

    @OptionGroup(visibility: .hidden) var server: ServerOptions
    @OptionGroup var output: FormatOptions
    @OptionGroup var logs: LogOptions

    func validate() throws { try logs.validate() }

    func run() async throws {
        try await server.withClient { client in
            try await LogPrinter(client: client, output: output).print(logs) { selection in
                try await client.call(Methods.Server.kernelLogs, selection)
            } follow: { selection in
                try await client.call(Methods.Server.followKernelLogs, selection)
            }
        }
    }
}
