package import ArgumentParser
import Errors

/// `start-cli`: one command per method of the server, and the local tools for packages.
package struct StartCLI: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "start-cli",
        abstract: "Controls a StartOS server and makes packages for it.",
        version: "1.0.0",
        subcommands: [
            AuthenticationCommand.self, PackageCommand.self, DatabaseCommand.self, StateCommand.self,
            EchoCommand.self, InitializeKeyCommand.self, PublicKeyCommand.self, S9pkCommand.self,
            VersionCommand.self, UtilityCommand.self, ServerCommand.self, SetUpCommand.self,
        ]
    )

    @OptionGroup(title: "Server options") var server: ServerOptions

    package init() {}

    /// Runs the command that `arguments` (without the program's name) describe.
    ///
    /// - Returns: The exit status: 0, the low byte of the error code, or 2 for a wrong command line.
    package static func run(_ arguments: [String], in context: CommandContext) async -> Int32 {
        await CommandContext.$bound.withValue(context) {
            do {
                var command = try parseAsRoot(LeadingOptions.normalized(arguments))
                do {
                    if var asynchronous = command as? any AsyncParsableCommand {
                        try await asynchronous.run()
                    } else {
                        try command.run()
                    }
                } catch let error as StartError {
                    context.console.printError(ExitStatus.line(error))
                    return ExitStatus.status(of: error.code)
                }
                return 0
            } catch {
                return report(error, to: context.console)
            }
        }
    }

    /// Help and version are answers; everything else is a wrong command line.
    private static func report(_ error: any Error, to console: Console) -> Int32 {
        let text = fullMessage(for: error)
        switch exitCode(for: error) {
        case .success:
            if !text.isEmpty { console.print(text) }
            return 0
        case .validationFailure:
            console.printError(text)
            return ExitStatus.usage
        case let code:
            if error is CancellationError { return ExitStatus.status(of: .cancelled) }
            if !text.isEmpty { console.printError(text) }
            return code.rawValue
        }
    }
}
