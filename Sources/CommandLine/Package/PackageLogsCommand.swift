import ArgumentParser
import Errors
import JSONValues
import RPCClient
import RPCMethods

struct PackageLogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Print what a service says.")

    @OptionGroup(visibility: .hidden) var server: ServerOptions
    @OptionGroup var package: PackageArgument

    @Option(name: [.customShort("l"), .long], help: "How many lines (default: 50).")
    var limit: Int?

    @Option(name: [.customShort("c"), .long], help: "Where to begin.")
    var cursor: String?

    @Flag(name: [.customShort("B"), .long], help: "Print the lines before the cursor.")
    var before = false

    @Flag(name: [.customShort("f"), .long], help: "Go on printing new lines until interrupted.")
    var follow = false

    func validate() throws {
        guard !follow || (cursor == nil && !before) else {
            throw ValidationError("--follow begins with the newest lines: leave out --cursor and --before.")
        }
        guard limit.map({ $0 >= 0 }) ?? true else { throw ValidationError("--limit cannot be negative.") }
    }

    func run() async throws {
        let parameters = LogsParameters(
            id: package.id, LogSelection(limit: limit, cursor: cursor, before: before ? true : nil))
        let console = try CommandContext.current.console
        guard follow else {
            let page = try await server.call(Methods.Package.logs, parameters)
            for entry in page.entries { console.print(Self.line(entry)) }
            return
        }
        try await server.withClient { client in
            let subscription = try await client.call(Methods.Package.followLogs, parameters)
            let socket = try await client.webSocket("/ws/rpc/\(subscription.guid)")
            for try await message in socket.messages {
                guard case .text(let text) = message else { continue }
                console.print(Self.line(try JSON(parsing: text).decoded(as: LogEntry.self)))
            }
            if let closing = socket.closing, closing.code != 1000 {
                throw StartError(.network, "The server ended the log: \(closing.reason)")
            }
        }
    }

    /// `<RFC 3339 with milliseconds> <message>`.
    static func line(_ entry: LogEntry) -> String {
        "\(milliseconds(entry.timestamp)) \(entry.message)"
    }

    private static func milliseconds(_ timestamp: String) -> String {
        guard let dot = timestamp.firstIndex(of: ".") else { return timestamp }
        let fraction = timestamp[timestamp.index(after: dot)...]
        let digits = fraction.prefix { $0.isNumber }
        let zone = fraction.dropFirst(digits.count)
        let three = digits.prefix(3) + String(repeating: "0", count: max(0, 3 - digits.count))
        return "\(timestamp[...dot])\(three)\(zone)"
    }
}
