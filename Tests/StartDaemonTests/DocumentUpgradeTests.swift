import Errors
import JSONValues
import LiveSystem
import Logging
import PatchDatabase
import ServerDocument
import SimulatedSystem
@testable import StartDaemon
import SystemInterface
import SystemPackage
import Testing

/// `Databases/version-N` holds the database of a server as the software left it that kept documents of version N: two
/// packages installed, one running, a log-in, notifications.
@Suite("A document of an earlier version")
struct DocumentUpgradeTests {
    private static let copies: FilePath = "/data/document-copies"
    private static let kept = FilePath(#filePath).removingLastComponent().appending("Databases")

    /// A disk with a database from the collection on it.
    private func disk(_ version: Int) throws -> SimulatedFileSystem {
        let live = LiveFileSystem()
        let simulated = SimulatedFileSystem()
        try simulated.createDirectory("/data/database", permissions: .ownerReadWriteExecute)
        let source = Self.kept.appending("version-\(version)")
        for name in try live.list(source) {
            try simulated.replaceFile(
                FilePath("/data/database").appending(name), with: live.readFile(source.appending(name)))
        }
        return simulated
    }

    private func open(_ files: SimulatedFileSystem) throws -> Database {
        try Database.open(directory: "/data/database", files: files, execution: .inline)
    }

    private func upgrade(
        _ files: SimulatedFileSystem, history: DocumentHistory = DocumentHistory()
    ) -> DocumentUpgrade {
        DocumentUpgrade(copies: Self.copies, files: files, logger: Logger(label: "test"), history: history)
    }

    /// A history in which one more step follows, so that something changes whatever the newest version is.
    private let longer = DocumentHistory(
        DocumentMigration.all + [
            DocumentMigration(version: DocumentHistory().current + 1, summary: "a mark") {
                document throws(StartError) in
                try document.apply(.add(try JSONPointer(parsing: "/public/mark"), "made"))
            }
        ])

    @Test("there is one of every version before this one, and each comes up whole")
    func everyVersion() async throws {
        let versions = 0..<DocumentHistory().current
        #expect(try LiveFileSystem().list(Self.kept) == versions.map { "version-\($0)" })
        for version in versions {
            let files = try disk(version)
            let database = try open(files)
            let before = database.snapshot()
            #expect(try DocumentHistory.version(of: before.document) == version)
            try await upgrade(files).run(on: database)
            let document = try database.require(Document.root)
            #expect(document.private.documentVersion == DocumentHistory().current)
            #expect(document.public.packageData.keys.sorted() == ["abi-exerciser", "syncthing"])
            #expect(document.public.packageData["abi-exerciser"]?.statusInfo.desired == .running)
            #expect(document.private.sessions.count == 1)
            #expect(document.private.password?.hasPrefix("$argon2id$") == true)
            let copy = try JSON(parsing: files.readFile(Self.copies.appending(try files.list(Self.copies)[0])))
            #expect(copy["id"]?.integer == Int(before.revision))
            #expect(copy["value"] == before.document)
        }
    }

    @Test(
        "a machine that stops anywhere in between has the old document or the new one, and the next start brings it up")
    func crashes() async throws {
        let whole = try disk(0)
        let old = try open(whole).snapshot().document
        let new = try longer.bringUp(old)
        let first = whole.counters.operations
        try await upgrade(whole, history: longer).run(on: open(whole))
        let operations = whole.counters.operations - first
        #expect(operations > 5)
        for operation in 1...operations {
            let files = try disk(0)
            _ = try open(files)
            files.setFault(DiskFault(.crash, atOperation: files.counters.operations + operation))
            if let database = try? open(files) { try? await upgrade(files, history: longer).run(on: database) }
            files.restart(seed: UInt64(operation))
            let database = try open(files)
            let found = database.snapshot().document
            #expect(found == old || found == new, "operation \(operation)")
            if found == new { #expect(try files.list(Self.copies).count == 1, "operation \(operation)") }
            try await upgrade(files, history: longer).run(on: database)
            #expect(database.snapshot().document == new)
        }
    }

    @Test("nothing changes in a document of this version, nor in a new one")
    func current() async throws {
        let files = try disk(0)
        let database = try open(files)
        try await upgrade(files).run(on: database)
        let revision = database.sequence
        try await upgrade(files).run(on: database)
        #expect(database.sequence == revision)
        #expect(try files.list(Self.copies).count == 1)

        let empty = SimulatedFileSystem()
        let fresh = try open(empty)
        try await upgrade(empty).run(on: fresh)
        #expect(fresh.snapshot().document == nil)
    }

    @Test("a newer document stops everything before anything is written")
    func newer() async throws {
        let files = try disk(0)
        let database = try open(files)
        try await upgrade(files, history: longer).run(on: database)
        let (revision, operations) = (database.sequence, files.counters.operations)
        let error = await #expect(throws: StartError.self) { try await upgrade(files).run(on: database) }
        #expect(error?.code == .versionIncompatible)
        #expect(database.sequence == revision)
        #expect(files.counters.operations == operations)
    }

    @Test("the three newest copies are kept, and files of other names stay")
    func copies() async throws {
        let files = try disk(0)
        let database = try open(files)
        try files.createDirectory(Self.copies, permissions: .ownerReadWriteExecute)
        for name in ["version-0-revision-9.json", "version-0-revision-10.json", "version-0-revision-8.json", "mine"] {
            try files.replaceFile(Self.copies.appending(name), with: [])
        }
        try await upgrade(files).run(on: database)
        let names = try files.list(Self.copies)
        #expect(names.count == 4)
        #expect(names.contains("mine"))
        #expect(!names.contains("version-0-revision-8.json"))
        #expect(names.contains("version-0-revision-10.json"))
    }
}
