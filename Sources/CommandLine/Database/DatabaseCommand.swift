import ArgumentParser
import JSONValues
import RPCMethods

struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db", abstract: "The database of the server.", subcommands: [DatabaseDumpCommand.self])
}

struct DatabaseDumpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dump", abstract: "Print the document, or what stands at a pointer in it.")

    @OptionGroup(visibility: .hidden) var server: ServerOptions
    @OptionGroup var output: FormatOptions

    @Flag(name: [.customShort("p"), .long], help: "Print the whole document, with its private part.")
    var includePrivate = false

    @Argument(help: "A JSON pointer from the root of the document (default: /public).")
    var pointer: String?

    func run() async throws {
        let parameters = PointerParameters(pointer: pointer ?? (includePrivate ? "" : nil))
        let dump = try await server.call(Methods.Database.dump, parameters)
        try output.print(JSON(encoding: dump))
    }
}
