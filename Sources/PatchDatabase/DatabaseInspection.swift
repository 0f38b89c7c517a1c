package import Errors
package import SystemInterface
package import SystemPackage

/// What the files of a database say, read without locking or changing anything: while its owner runs, too.
package struct DatabaseInspection: Sendable {
    package let snapshot: Snapshot
    /// Bytes at the end that are no whole write: one that is under way, or was cut off by a crash.
    package let incompleteBytes: Int64

    /// Reads the newest file in `directory` and checks every line of it.
    ///
    /// - Throws: `notFound` when there is no database; `database` naming file and offset when it is damaged.
    package init(directory: FilePath, files: any FileSystem) throws(StartError) {
        do throws(StartError) {
            self = try Self.read(directory, files)
        } catch  where error.code == .notFound {
            // A compaction replaces the file: then there is a newer one now.
            self = try Self.read(directory, files)
        }
    }

    private init(_ reading: LogReading) throws(StartError) {
        if let damage = reading.damage { throw damage }
        snapshot = reading.snapshot
        incompleteBytes = reading.length - reading.validLength
    }

    private static func read(
        _ directory: FilePath, _ files: any FileSystem
    ) throws(StartError) -> DatabaseInspection {
        guard let newest = try files.list(directory).compactMap(DatabaseLog.generation(of:)).max() else {
            throw StartError(.notFound, "There is no database in \(directory).")
        }
        let path = DatabaseLog.path(of: newest, in: directory)
        let file = try files.open(path, .read, permissions: .ownerReadWrite)
        defer { file.close() }
        let bytes = try file.read(at: 0, count: Int(try file.size()))
        return try DatabaseInspection(LogReading(bytes, generation: newest, name: path.string))
    }
}
