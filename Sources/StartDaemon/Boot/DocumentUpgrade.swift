import Errors
import JSONValues
import Logging
import PatchDatabase
import ServerDocument
import SystemInterface
import SystemPackage

/// Brings the document that an earlier version of the server left up to this one: all steps in one commit, after a copy
/// of the document has been made durable. Interrupted anywhere, it has either not begun or is done.
struct DocumentUpgrade: Sendable {
    /// How many copies are kept; they hold keys and the hash of the password, like the document itself.
    private static let keptCopies = 3

    let copies: FilePath
    let files: any FileSystem
    let logger: Logger
    var history = DocumentHistory()

    /// - Throws: `versionIncompatible` for a document of a newer version, which is left as it is.
    func run(on database: Database) async throws(StartError) {
        let snapshot = database.snapshot()
        if snapshot.document.isNull { return }
        let version = try DocumentHistory.version(of: snapshot.document)
        let steps = try history.steps(from: version)
        if !steps.isEmpty {
            let copy = try keep(snapshot, of: version)
            for step in steps {
                logger.notice(
                    "Bringing the document to version \(step.version)",
                    metadata: ["change": "\(step.summary)", "copy": "\(copy)"])
            }
        }
        do {
            try await database.update { transaction in
                if !steps.isEmpty { try transaction.set(try history.bringUp(snapshot.document), at: .root) }
                let server = Document.root.server
                try transaction.set(ServerVersion.current, at: server.version)
                try transaction.set(ServerVersion.packageCompatibility, at: server.packageVersionCompat)
            }
        } catch {
            throw StartError(wrapping: error, .database, "The document could not be brought to this version: \(error)")
        }
    }

    /// Writes a dump of the document aside. The same document is written to the same file.
    private func keep(_ snapshot: Snapshot, of version: Int) throws(StartError) -> FilePath {
        try files.createDirectory(copies, permissions: .ownerReadWriteExecute)
        // The directory itself may be new.
        try files.synchronizeDirectory(copies.removingLastComponent())
        let copy = DocumentCopy(version: version, revision: snapshot.revision)
        let path = copies.appending(copy.fileName)
        let dump: JSON = ["id": JSON(snapshot.revision), "value": snapshot.document]
        try files.replaceFile(path, with: dump.bytes, permissions: .ownerReadWrite)
        // Revisions begin again with a database that was made anew: this copy stays, whatever its number.
        let others = try files.list(copies).compactMap(DocumentCopy.init(fileName:)).filter { $0 != copy }.sorted()
        for old in others.dropLast(Self.keptCopies - 1) { try files.remove(copies.appending(old.fileName)) }
        return path
    }
}

/// The name of a copy of the document: which version it has and which revision it is.
struct DocumentCopy: Comparable, Sendable {
    let version: Int
    let revision: UInt64

    init(version: Int, revision: UInt64) {
        self.version = version
        self.revision = revision
    }

    /// nil for any other file.
    init?(fileName: String) {
        let parts = fileName.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "version", parts[2] == "revision", parts[3].hasSuffix(".json"),
            let version = Int(parts[1]), let revision = UInt64(parts[3].dropLast(5))
        else { return nil }
        self.init(version: version, revision: revision)
    }

    var fileName: String { "version-\(version)-revision-\(revision).json" }

    static func < (left: DocumentCopy, right: DocumentCopy) -> Bool {
        (left.revision, left.version) < (right.revision, right.version)
    }
}
