package import ArgumentParser
import Errors
import LiveSystem
import Logging
import SystemInterface
import SystemPackage

/// `startd`: the server.
package struct StartDaemonCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "startd",
        abstract: "Runs services on this machine and serves their page.",
        subcommands: [Run.self, Address.self, RestoreDocument.self],
        defaultSubcommand: Run.self)

    package init() {}

    /// The exit status when the data is of a newer version (EX_CONFIG of `sysexits.h`): starting again does not help.
    static let newerData: Int32 = 78

    /// Runs the command that `arguments` (without the program's name) describe. Returns the exit status: 0, the low
    /// byte of the error code, 78 when the data is of a newer version, or 2 for a wrong command line.
    package static func run(_ arguments: [String]) async -> Int32 {
        do {
            var command = try parseAsRoot(ConfigurationFile.expand(arguments, files: LiveFileSystem()))
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return 0
        } catch let error as StartError {
            printError("startd: \(error)")
            return error.code == .versionIncompatible ? newerData : Int32(error.code.rawValue & 0xFF)
        } catch {
            let isAnswer = exitCode(for: error) == .success
            if isAnswer { print(fullMessage(for: error)) } else { printError(fullMessage(for: error)) }
            return isAnswer ? 0 : 2
        }
    }

    private static func printError(_ text: String) {
        _ = try? FileDescriptor.standardError.writeAll(Array("\(text)\n".utf8))
    }

    /// Where the daemon and its companions meet.
    struct RuntimeDirectory: ParsableArguments {
        @Option(help: "Where the local cookie and the address are kept.")
        var runtimeDir = "/run/startos"
    }

    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Runs the server until it gets a signal.")

        @Option(help: "A file with more options, one per line without dashes; those of the command line override it.")
        var config: String?

        @Option(help: "The directory with all state; made when missing.")
        var dataDir = "/var/lib/startos"

        @Option(help: "The address and port of the page. Plain HTTP is served on loopback only.")
        var listen = "127.0.0.1:8080"

        @OptionGroup var runtime: RuntimeDirectory

        @Option(help: "The directory with images and page; beside the program when not given.")
        var resources: String?

        @Option(help: "The network bridge for containers; made when missing.")
        var bridge = "startbr0"

        @Option(help: "The IPv4 network of the bridge.")
        var subnet = "10.59.0.0/16"

        @Option(help: "The control group that those of the services stand in; one of the server's own when not given.")
        var controlGroup: String?

        @Option(help: "How much is logged: trace, debug, info, notice, warning, error.")
        var logLevel = LogLevel.notice

        func run() async throws {
            CurrentProcess.raiseDescriptorLimit()
            let options = ServerOptions(
                dataDirectory: try CurrentProcess.absolute(FilePath(dataDir)), listen: try ListenAddress(listen),
                runtimeDirectory: try CurrentProcess.absolute(FilePath(runtime.runtimeDir)),
                resources: try resourceDirectory(),
                bridge: bridge, subnet: subnet, controlGroup: controlGroup)
            let level = Logger.Level(rawValue: logLevel.rawValue) ?? .notice
            try await Server(options: options, level: level).run()
        }

        private func resourceDirectory() throws -> FilePath {
            if let resources { return try CurrentProcess.absolute(FilePath(resources)) }
            let program = try CurrentProcess.executable()
            return program.removingLastComponent().removingLastComponent().appending("share").appending("startos")
        }
    }

    struct Address: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints the address to open in a browser, with the setup code until a password is set.")

        @OptionGroup var runtime: RuntimeDirectory

        func run() throws {
            let path = FilePath(runtime.runtimeDir).appending("page.address")
            guard let text = try LiveFileSystem().readText(path) else {
                throw StartError(.notFound, "No server runs here: there is no \(path).")
            }
            print(text, terminator: "")
        }
    }
}

/// How much is logged.
enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case trace, debug, info, notice, warning, error
}
