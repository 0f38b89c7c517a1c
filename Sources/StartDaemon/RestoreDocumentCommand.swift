import ArgumentParser
import Errors
import JSONValues
import LiveSystem
import PatchDatabase
import ServerDocument
import ServiceManager
import SystemInterface
import SystemPackage

extension StartDaemonCommand {
    /// `startd restore-document`: puts a copy of the document back, for a server that goes back to an earlier version.
    struct RestoreDocument: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Puts back the document that was kept before a change of version, while no server runs.",
            discussion: """
                Copies are in DATA-DIR/document-copies. What was changed since is gone: packages that were installed \
                since are not known any more (their data stays), and those that were removed are listed without their data.
                """)

        @Argument(help: "The copy.")
        var copy: String

        @Option(help: "The directory with all state.")
        var dataDir = "/var/lib/startos"

        func run() async throws {
            let files = LiveFileSystem()
            let dump = try JSON(parsing: try files.readFile(try CurrentProcess.absolute(FilePath(copy))))
            guard let document = dump["value"], document["public"]?["serverInfo"] != nil else {
                throw StartError(.deserialization, "\(copy) is no copy of a document.")
            }
            _ = try DocumentHistory().steps(from: try DocumentHistory.version(of: document))
            let directories = DataDirectories(root: try CurrentProcess.absolute(FilePath(dataDir)))
            guard try files.exists(directories.database) else {
                throw StartError(.notFound, "There is no database in \(dataDir).")
            }
            let database = try Database.open(directory: directories.database, files: files)
            try await database.update { try $0.set(document, at: .root) }
            await database.close()
            print(
                "The document is that of version \(try DocumentHistory.version(of: document)) again. Start the server.")
        }
    }
}
