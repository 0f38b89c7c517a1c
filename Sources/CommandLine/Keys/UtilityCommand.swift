import BinaryEncodings
import ArgumentParser
import Blake3Hash
import PackageArchive
import SystemInterface
import SystemPackage

struct UtilityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "util", abstract: "Small tools.", subcommands: [Blake3Command.self])
}

struct Blake3Command: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "b3sum", abstract: "Print the BLAKE3 hash of a file.")

    @Argument(help: "The file.")
    var file: String

    func run() async throws {
        let context = try CommandContext.current
        let source = try context.files.open(context.path(file), .read, permissions: .ownerReadWrite)
        defer { source.close() }
        var hash = Blake3()
        var offset: Int64 = 0
        while true {
            let bytes = try source.read(at: offset, count: 1 << 20)
            if bytes.isEmpty { break }
            hash.update(bytes)
            offset += Int64(bytes.count)
        }
        context.console.print(Hexadecimal.encode(hash.finalize()))
    }
}
