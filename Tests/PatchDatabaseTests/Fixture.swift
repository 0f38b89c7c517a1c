import Errors
import JSONValues
import PatchDatabase
import SimulatedSystem
import SystemInterface
import SystemPackage
import Testing

let directory: FilePath = "/data/database"

extension SimulatedFileSystem {
    func openDatabase(
        damage: DamagePolicy = .refuse, compaction: CompactionPolicy = CompactionPolicy(),
        growth: LogGrowth = LogGrowth(bytes: 0), execution: CommitExecution = .inline,
        limit: SubscriptionLimit = SubscriptionLimit(),
        reserve: Int64 = 0
    ) throws(StartError) -> Database {
        try Database.open(
            directory: directory, files: self, damage: damage, compaction: compaction, growth: growth, reserve: reserve,
            execution: execution,
            subscriptionLimit: limit)
    }

    /// The path of the newest database file.
    func databaseFile() throws -> FilePath {
        let names = try list(directory).filter { $0.hasSuffix(".patches") }
        return directory.appending(try #require(names.last))
    }
}

extension Database {
    @discardableResult
    func set(_ value: JSON, at pointer: String) async throws -> UInt64? {
        try await update { try $0.set(value, at: JSONPointer(parsing: pointer)) }.revision
    }
}
