import Errors
import JSONValues
import SystemInterface
import SystemPackage

/// The files of one database: one current file that begins with a whole document and grows by a line a commit.
///
/// A file is written aside, made durable and renamed into place; the highest generation counts. After an error that
/// leaves unclear what is on the disk the next append writes a new generation first.
struct DatabaseLog {
    private let directory: FilePath
    private let files: any FileSystem
    private let lock: any OpenFile
    private var file: any OpenFile
    private var generation: UInt64
    private var documentLength: Int64
    private var length: Int64
    /// How far the file reaches: zeros, written in advance, follow its lines.
    private var room: Int64
    /// Whether what is on the disk is unclear since an error.
    private(set) var isUnclear = false
    private var isClosed = false
    private let compaction: CompactionPolicy
    private let growth: LogGrowth
    private let reserve: SpaceReserve
    /// After a compaction that failed harmlessly: not before this length again.
    private var nextCompaction: Int64 = 0

    static func open(
        _ directory: FilePath, files: any FileSystem, damage: DamagePolicy, compaction: CompactionPolicy,
        growth: LogGrowth, reserve: SpaceReserve
    ) throws(StartError) -> (log: DatabaseLog, snapshot: Snapshot, report: OpenReport) {
        try createDurably(directory, files)
        let lock = try files.open(directory.appending("lock"), .readWrite, permissions: .ownerReadWrite)
        guard try lock.lockExclusively() else {
            throw StartError(.database, "The database in \(directory) is in use by another process.")
        }
        let names = try files.list(directory)
        for name in names where name.hasSuffix(".new") { try files.remove(directory.appending(name)) }
        let generations = names.compactMap(Self.generation(of:)).sorted()
        var report = OpenReport()
        guard let newest = generations.last else {
            report.isNew = true
            let snapshot = Snapshot(revision: 0, document: .null)
            let log = try DatabaseLog(
                creating: 1, of: snapshot, in: directory, files: files, lock: lock, compaction: compaction,
                growth: growth, reserve: reserve)
            return (log, snapshot, report)
        }
        let result = try DatabaseLog.read(
            newest, in: directory, files: files, lock: lock, damage: damage, compaction: compaction, growth: growth,
            reserve: reserve, report: &report)
        for old in generations.dropLast() { try files.remove(Self.path(of: old, in: directory)) }
        return (result.log, result.snapshot, report)
    }

    /// Makes a directory whose name, and those of the directories around it, survive a crash.
    private static func createDurably(_ directory: FilePath, _ files: any FileSystem) throws(StartError) {
        var missing: [FilePath] = []
        var ancestor = directory
        while !ancestor.components.isEmpty {
            if try !files.exists(ancestor) { missing.append(ancestor) }
            ancestor.removeLastComponent()
        }
        try files.createDirectory(directory, permissions: .ownerReadWriteExecute)
        for path in missing { try files.synchronizeDirectory(path.removingLastComponent()) }
        guard missing.isEmpty else { return }
        // They may have been made just before a crash. Not every file system lets everything be synchronised.
        ancestor = directory.removingLastComponent()
        while !ancestor.components.isEmpty {
            try? files.synchronizeDirectory(ancestor)
            ancestor.removeLastComponent()
        }
        try? files.synchronizeDirectory("/")
    }

    private static func read(
        _ generation: UInt64, in directory: FilePath, files: any FileSystem, lock: any OpenFile, damage: DamagePolicy,
        compaction: CompactionPolicy, growth: LogGrowth, reserve: SpaceReserve, report: inout OpenReport
    ) throws(StartError) -> (log: DatabaseLog, snapshot: Snapshot) {
        let path = Self.path(of: generation, in: directory)
        let file = try files.open(path, .readWrite, permissions: .ownerReadWrite)
        let bytes = try file.read(at: 0, count: Int(try file.size()))
        let reading = try LogReading(bytes, generation: generation, name: path.string)
        report.revision = reading.snapshot.revision
        report.replayedRevisions = reading.revisions
        report.droppedBytes = reading.length - reading.validLength
        if let error = reading.damage {
            guard damage == .keepAside else { throw error }
            let log = try DatabaseLog(
                creating: generation + 1, of: reading.snapshot, in: directory, files: files, lock: lock,
                compaction: compaction, growth: growth, reserve: reserve)
            let aside = directory.appending("\(Self.name(of: generation)).damaged")
            try files.rename(path, to: aside)
            try files.synchronizeDirectory(directory)
            report.damage = error
            report.keptAside = aside
            return (log, reading.snapshot)
        }
        if report.droppedBytes > 0 {
            // Cutting needs no space, so a full disk cannot keep the database shut. The copy is a courtesy.
            let aside = directory.appending("\(Self.name(of: generation)).torn")
            let tail = Array(bytes[Int(reading.validLength)..<Int(reading.length)])
            if (try? files.replaceFile(aside, with: tail, permissions: .ownerReadWrite)) != nil {
                report.keptAside = aside
            }
            try file.truncate(to: reading.validLength)
        }
        // What a killed process wrote may still be in memory alone, and is about to be shown to readers.
        try file.synchronize()
        try files.synchronizeDirectory(directory)
        let log = DatabaseLog(
            directory: directory, files: files, lock: lock, file: file, generation: generation,
            documentLength: reading.documentLength, length: reading.validLength,
            room: report.droppedBytes > 0 ? reading.validLength : Int64(bytes.count), compaction: compaction,
            growth: growth, reserve: reserve)
        return (log, reading.snapshot)
    }

    private init(
        directory: FilePath, files: any FileSystem, lock: any OpenFile, file: any OpenFile, generation: UInt64,
        documentLength: Int64, length: Int64, room: Int64, compaction: CompactionPolicy, growth: LogGrowth,
        reserve: SpaceReserve
    ) {
        self.directory = directory
        self.files = files
        self.lock = lock
        self.file = file
        self.generation = generation
        self.documentLength = documentLength
        self.length = length
        self.room = room
        self.compaction = compaction
        self.growth = growth
        self.reserve = reserve
    }

    private init(
        creating generation: UInt64, of snapshot: Snapshot, in directory: FilePath, files: any FileSystem,
        lock: any OpenFile, compaction: CompactionPolicy, growth: LogGrowth, reserve: SpaceReserve
    ) throws(StartError) {
        let created = try Self.create(generation, of: snapshot, in: directory, files: files)
        try files.rename(Self.newPath(of: generation, in: directory), to: Self.path(of: generation, in: directory))
        try files.synchronizeDirectory(directory)
        self.init(
            directory: directory, files: files, lock: lock, file: created.file, generation: generation,
            documentLength: created.length, length: created.length, room: created.length, compaction: compaction,
            growth: growth, reserve: reserve)
    }

    /// Appends revisions as one line and returns when they are durable. `snapshot` is the document after them.
    mutating func append(_ revisions: [JSON], leadingTo snapshot: Snapshot) throws(StartError) {
        guard !isClosed else { throw StartError(.database, "The database is closed.") }
        if isUnclear { return try writeGeneration(of: snapshot) }
        var bytes = LogFrame.line(JSON.array(revisions).bytes, generation: generation, offset: length)
        let end = length + Int64(bytes.count)
        if end > room, growth.bytes > 0, (try? file.allocate(end + Int64(growth.bytes))) != nil {
            bytes.append(contentsOf: repeatElement(0, count: growth.bytes))
        }
        do throws(StartError) {
            try file.write(bytes, at: length)
            try file.synchronize()
        } catch {
            isUnclear = true
            // So that a restart does not find a change that was reported as failed, if the disk still does that much.
            try? file.truncate(to: length)
            guard error.isDiskFull, reserve.isThere else { throw error }
            return try writeGeneration(of: snapshot)
        }
        room = max(room, length + Int64(bytes.count))
        length = end
    }

    /// Begins a new file when the current one has grown far beyond its document. Returns the error of a failed try:
    /// nothing is lost by it.
    mutating func compactIfNeeded(_ snapshot: Snapshot) -> StartError? {
        let grown = length - documentLength
        guard !isClosed, grown > compaction.threshold(documentLength: documentLength), length > nextCompaction else {
            return nil
        }
        do throws(StartError) {
            try writeGeneration(of: snapshot, mayUseReserve: false)
            return nil
        } catch {
            nextCompaction = length + length / 2
            return error
        }
    }

    /// Takes room on the disk again after the reserve was used, if there is enough.
    func fillReserve() throws(StartError) {
        if !isClosed { try reserve.fill() }
    }

    /// Writes a new generation with the whole document and moves over to it.
    private mutating func writeGeneration(
        of snapshot: Snapshot, mayUseReserve: Bool = true
    ) throws(StartError) {
        let next = generation + 1
        let created: (file: any OpenFile, length: Int64)
        do throws(StartError) {
            created = try Self.create(next, of: snapshot, in: directory, files: files)
        } catch  where error.isDiskFull && mayUseReserve && reserve.isThere {
            created = try Self.create(next, of: snapshot, in: directory, files: files, spending: reserve)
        }
        // From the rename on a crash may find either file; only the directory's fsync settles which.
        isUnclear = true
        generation = next
        try files.rename(Self.newPath(of: next, in: directory), to: Self.path(of: next, in: directory))
        try files.synchronizeDirectory(directory)
        file.close()
        file = created.file
        documentLength = created.length
        length = created.length
        room = created.length
        isUnclear = false
        // What stays behind is removed at the next open.
        let names = (try? files.list(directory)) ?? []
        for name in names where Self.generation(of: name).map({ $0 < next }) ?? false {
            try? files.remove(directory.appending(name))
        }
    }

    private static func create(
        _ generation: UInt64, of snapshot: Snapshot, in directory: FilePath, files: any FileSystem,
        spending reserve: SpaceReserve? = nil
    ) throws(StartError) -> (file: any OpenFile, length: Int64) {
        let path = newPath(of: generation, in: directory)
        do throws(StartError) {
            try files.remove(path)
            try reserve?.spend(as: path)
            let mode: FileOpenMode = reserve == nil ? .createNew : .readWrite
            let file = try files.open(path, mode, permissions: .ownerReadWrite)
            let header = LogFrame.header(generation: generation)
            let dump: JSON = ["id": JSON(snapshot.revision), "value": snapshot.document]
            let bytes = header + LogFrame.line(dump.bytes, generation: generation, offset: Int64(header.count))
            try file.write(bytes, at: 0)
            try file.synchronize()
            return (file, Int64(bytes.count))
        } catch {
            try? files.remove(path)
            throw error
        }
    }

    /// Lets the directory go; nothing is written any more, not even by a compaction that was about to begin.
    mutating func close() {
        isClosed = true
        file.close()
        lock.close()
    }

    private static func name(of generation: UInt64) -> String {
        let digits = String(generation)
        return String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    }

    static func path(of generation: UInt64, in directory: FilePath) -> FilePath {
        directory.appending("\(name(of: generation)).patches")
    }

    private static func newPath(of generation: UInt64, in directory: FilePath) -> FilePath {
        directory.appending("\(name(of: generation)).patches.new")
    }

    static func generation(of name: String) -> UInt64? {
        guard name.hasSuffix(".patches") else { return nil }
        return UInt64(name.dropLast(".patches".count))
    }
}
