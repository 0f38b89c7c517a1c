package import ArgumentParser
import Errors

/// `start-cli`: one command per method of the server, and the local tools for packages.
package struct StartCLI: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "start-cli",
        abstract: "Controls a StartOS server and makes packages for it.",
        discussion: """
            Examples:
              start-cli package install --sideload hello-world.s9pk
              start-cli package logs hello-world --follow --level warning
              start-cli package list --format json
              start-cli -H https://my-server.local auth login
              start-cli --generate-completion-script bash

            Exit status: 0, 64 for a wrong command line, 130 after Ctrl-C, else the code of the error; \
            6 no such thing, 9 no server, 34 log in first. See docs/command-line.md.
            """,
        version: "1.0.0",
        groupedSubcommands: [
            CommandGroup(name: "Services", subcommands: [PackageCommand.self]),
            CommandGroup(
                name: "The server",
                subcommands: [
                    DoctorCommand.self, ServerCommand.self, StateCommand.self, DatabaseCommand.self, EchoCommand.self,
                ]),
            CommandGroup(name: "Access", subcommands: [AuthenticationCommand.self, SetUpCommand.self]),
            CommandGroup(
                name: "Making packages",
                subcommands: [
                    S9pkCommand.self, InitializeKeyCommand.self, PublicKeyCommand.self, VersionCommand.self,
                    UtilityCommand.self,
                ]),
        ]
    )

    @OptionGroup(title: "Server options") var server: ServerOptions

    package init() {}

    /// Runs the command that `arguments` (without the program's name) describe.
    ///
    /// - Returns: The exit status: 0, the low byte of the error code, 64 for a wrong command line, 130 after Ctrl-C.
    package static func run(_ arguments: [String], in context: CommandContext) async -> Int32 {
        var context = context
        context.console.isQuiet = arguments.prefix { $0 != "--" }.contains { $0 == "-q" || $0 == "--quiet" }
        let console = context.console
        return await CommandContext.$bound.withValue(context) {
            do {
                var command = try await asyncParseAsRoot(LeadingOptions.normalized(arguments))
                if var asynchronous = command as? any AsyncParsableCommand {
                    try await asynchronous.run()
                } else {
                    try command.run()
                }
                return 0
            } catch let error as StartError {
                console.printError(ExitStatus.line(error))
                return ExitStatus.status(of: error.code)
            } catch is Interruption {
                return ExitStatus.interrupted
            } catch is CancellationError {
                return ExitStatus.status(of: .cancelled)
            } catch {
                return report(error, to: console)
            }
        }
    }

    /// Help, version and completions are answers; everything else is a wrong command line.
    private static func report(_ error: any Error, to console: Console) -> Int32 {
        let text = fullMessage(for: error)
        switch exitCode(for: error) {
        case .success:
            if !text.isEmpty { console.printStyled(text) }
            return 0
        case .validationFailure:
            console.printError(text)
            return ExitStatus.usage
        case let code:
            if !text.isEmpty { console.printError(text) }
            return code.rawValue
        }
    }
}
