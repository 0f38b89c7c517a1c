import Dispatch
package import Errors
package import JSONValues
import Synchronization
package import SystemInterface
package import SystemPackage

/// One JSON document, kept durable in a directory, changed by serialisable updates and watched live.
///
/// Readers see only what is durable. Updates build on one another without waiting for the disk and return when their
/// own change is durable. After a failing write or fsync the update throws, everything queued behind it throws, and the
/// document stays at the durable state; the next update tries again with a new file, so the database heals by itself
/// once the disk does.
package final class Database: Sendable {
    let current: Mutex<Snapshot>
    let observers = Mutex(Observers())
    let queue: Mutex<CommitQueue>
    let log: Mutex<DatabaseLog>
    private let thread = DispatchQueue(label: "patch-database", qos: .userInitiated)
    private let execution: CommitExecution
    let pace = DiskPace()
    let subscriptionLimit: SubscriptionLimit
    let onCompactionFailure: @Sendable (StartError) -> Void
    /// What opening found.
    package let report: OpenReport

    private init(
        _ opened: (log: DatabaseLog, snapshot: Snapshot, report: OpenReport), execution: CommitExecution,
        subscriptionLimit: SubscriptionLimit, onCompactionFailure: @escaping @Sendable (StartError) -> Void
    ) {
        self.onCompactionFailure = onCompactionFailure
        current = Mutex(opened.snapshot)
        queue = Mutex(CommitQueue(newest: opened.snapshot))
        report = opened.report
        log = Mutex(opened.log)
        self.execution = execution
        self.subscriptionLimit = subscriptionLimit
    }

    /// Opens the database in `directory`, making it (document null, revision 0) when there is none. Blocks on the disk.
    ///
    /// - Parameter reserve: Bytes of the disk that are kept for the time when it is full; 0: none.
    /// - Parameter onCompactionFailure: Told when a compaction failed, which loses nothing but lets the file grow.
    /// - Throws: `database` when another process holds it or, with `damage: .refuse`, when a file is damaged other than
    ///   at its torn end; the message names file and offset. `filesystem` from the disk.
    package static func open(
        directory: FilePath,
        files: any FileSystem,
        damage: DamagePolicy = .refuse,
        compaction: CompactionPolicy = CompactionPolicy(),
        growth: LogGrowth = LogGrowth(),
        reserve: Int64 = 0,
        execution: CommitExecution = .ownThread,
        subscriptionLimit: SubscriptionLimit = SubscriptionLimit(),
        onCompactionFailure: @escaping @Sendable (StartError) -> Void = { _ in }
    ) throws(StartError) -> Database {
        let reserve = SpaceReserve(in: directory, size: reserve, files: files)
        let opened = try DatabaseLog.open(
            directory, files: files, damage: damage, compaction: compaction, growth: growth, reserve: reserve)
        // A disk that is full already must not keep the database shut.
        try? reserve.fill()
        return Database(
            opened, execution: execution, subscriptionLimit: subscriptionLimit,
            onCompactionFailure: onCompactionFailure)
    }

    /// Takes the reserve again after it was used, once the disk has room. Blocks on the disk; nothing when it is there.
    ///
    /// - Throws: `filesystem` when the disk is still too full.
    package func fillReserve() throws(StartError) {
        try log.withLock { (log) throws(StartError) in try log.fillReserve() }
    }

    /// The newest durable state. Free: nothing is copied.
    package func snapshot() -> Snapshot {
        current.withLock { $0 }
    }

    /// The newest durable revision.
    package var sequence: UInt64 { snapshot().revision }

    package func value(at pointer: JSONPointer) -> JSON? {
        snapshot().value(at: pointer)
    }

    /// The value at `path`; nil when it is missing or null.
    ///
    /// - Throws: `deserialization` naming the place when what stands there is of another type.
    package func value<Value: Decodable>(at path: DocumentPath<Value>) throws(StartError) -> Value? {
        try snapshot().value(at: path)
    }

    /// The value at `path`.
    ///
    /// - Throws: `notFound` when there is none.
    package func require<Value: Decodable>(_ path: DocumentPath<Value>) throws(StartError) -> Value {
        guard let value = try value(at: path) else {
            throw StartError(.notFound, "There is no \"\(path)\" in the database.")
        }
        return value
    }

    var isClosed: Bool {
        observers.withLock { $0.isClosed }
    }

    /// Finishes what is queued, ends every watch and subscription and lets the directory go. Later updates throw.
    package func close() async {
        let last = queue.withLock { queue in
            queue.isClosed = true
            return queue.newestTicket
        }
        try? await last?.wait()
        observers.withLock { $0.close() }
        log.withLock { $0.close() }
    }

    /// Writes what is queued where that belongs; with `ownThread` and behind a slow disk this returns before it is done.
    func write() {
        switch execution {
        case .inline: drain()
        case .ownThread: thread.async { self.drain() }
        case .whereFaster:
            // Only the first batch: the updates behind it must not wait for this task, nor this task for them.
            if pace.isFast, !writeBatch() { return }
            thread.async { self.drain() }
        }
    }

    /// Runs `work` and takes note of how long the disk took for it.
    func timed<Failure: Error>(_ work: () throws(Failure) -> Void) throws(Failure) {
        guard case .whereFaster(let time) = execution else { return try work() }
        let begin = time.uptime
        try work()
        pace.note(time.uptime - begin)
    }
}
