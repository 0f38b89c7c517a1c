import JSONValues
import ArgumentParser
import RPCMethods

struct StateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "state", abstract: "Says whether the server is being set up or running.")

    @OptionGroup(visibility: .hidden) var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func run() async throws {
        let state = try await server.call(Methods.Server.state)
        try output.print(.string(state.rawValue))
    }
}

struct EchoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "echo", abstract: "Has the server say something back.")

    @OptionGroup(visibility: .hidden) var server: ServerOptions

    @Argument(help: "What to say.")
    var message: String

    func run() async throws {
        let answer = try await server.call(Methods.Server.echo, EchoParameters(message: message))
        try CommandContext.current.console.print(answer)
    }
}
