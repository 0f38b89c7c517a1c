import ArgumentParser
import Errors
import JSONValues
import RPCClient
import RPCMethods
import SystemInterface

struct PackageActionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "action",
        abstract: "What a service offers to do.",
        subcommands: [ActionInputCommand.self, ActionRunCommand.self, ActionClearTaskCommand.self]
    )
}

struct ActionArguments: ParsableArguments {
    @Argument(help: "The id of the package.", completion: .packages)
    var packageID: String

    @Argument(help: "The id of the action.", completion: .actions)
    var actionID: String
}

struct ActionInputCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get-input", abstract: "Print the form of an action and what stands in it.")

    @OptionGroup(visibility: .hidden) var server: ServerOptions
    @OptionGroup var output: FormatOptions
    @OptionGroup var action: ActionArguments

    func run() async throws {
        let parameters = ActionInputParameters(packageId: action.packageID, actionId: action.actionID)
        try output.print(try await server.call(Methods.Package.actionInput, parameters, about: action.packageID))
    }
}

struct ActionRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run an action and print its result.",
        discussion: """
            The input is the JSON document of --input, or of standard input when that is a pipe or a file. \
            Without one, what the form holds already is sent. --set changes single values of it.
            """
    )

    @OptionGroup(visibility: .hidden) var server: ServerOptions
    @OptionGroup var output: FormatOptions
    @OptionGroup var action: ActionArguments

    @Option(help: "The event id that get-input gave.")
    var eventID: String?

    @Option(help: "A file with the input as JSON; - for standard input.")
    var input: String?

    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: "One value of the form, as NAME=VALUE; VALUE is JSON or else a text. Repeatable.")
    var settings: [String] = []

    func run() async throws {
        let context = try CommandContext.current
        let result = try await server.withClient { client in
            try await server.suggesting(action.packageID, client) { try await run(client, context) }
        }
        if !result.isNull || output.format != nil { try output.print(result) }
    }

    private func run(_ client: RPCClient, _ context: CommandContext) async throws -> JSON {
        var event = eventID
        var document = try givenInput(context)
        if event == nil {
            let parameters = ActionInputParameters(packageId: action.packageID, actionId: action.actionID)
            let form = try await client.call(Methods.Package.actionInput, parameters)
            event = form["eventId"]?.string
            document = document ?? form["value"]
        }
        document = try applySettings(to: document)
        let parameters = RunActionParameters(
            packageId: action.packageID, actionId: action.actionID, eventId: event, input: document)
        return try await client.call(Methods.Package.runAction, parameters)
    }

    private func givenInput(_ context: CommandContext) throws -> JSON? {
        let bytes: [UInt8]
        if let input, input != "-" {
            bytes = try context.files.readFile(context.path(input))
        } else if input == "-" || (settings.isEmpty && context.console.hasInput) {
            bytes = try context.console.readInput()
        } else {
            return nil
        }
        guard bytes.contains(where: { $0 > 0x20 }) else { return nil }
        let json = try JSON(parsing: bytes)
        return json.isNull ? nil : json
    }

    private func applySettings(to document: JSON?) throws -> JSON? {
        guard !settings.isEmpty else { return document }
        var result = document?.object ?? [:]
        for setting in settings {
            guard let equals = setting.firstIndex(of: "="), equals != setting.startIndex else {
                throw StartError(.invalidRequest, "--set takes NAME=VALUE, not \"\(setting)\".")
            }
            let text = String(setting[setting.index(after: equals)...])
            result[String(setting[..<equals])] = (try? JSON(parsing: text)) ?? .string(text)
        }
        return .object(result)
    }
}

struct ActionClearTaskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear-task", abstract: "Forget a task of a service.")

    @OptionGroup(visibility: .hidden) var server: ServerOptions

    @Argument(help: "The id of the package.", completion: .packages)
    var packageID: String

    @Argument(help: "The replay id of the task.")
    var replayID: String

    @Flag(help: "Forget it although it is critical.")
    var force = false

    func run() async throws {
        let parameters = ClearTaskParameters(packageId: packageID, replayId: replayID, force: force ? true : nil)
        _ = try await server.call(Methods.Package.clearTask, parameters, about: packageID)
    }
}
