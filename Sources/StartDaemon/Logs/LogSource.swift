import Errors
import Logs
import RPCMethods
import SystemInterface

/// Something that keeps a log: a service, the daemon, the kernel.
protocol LogSource: Sendable {
    /// Entries that are there.
    func page(_ query: LogQuery) async throws -> LogPage

    /// Entries that are there, and how those that come later are told.
    func follow(_ query: LogQuery) async throws -> FollowedLog
}

/// A log that is being followed.
struct FollowedLog: Sendable {
    /// Where to go back from.
    let startCursor: String?
    /// Tells the entries from `startCursor` on, and then each new one, until the task is cancelled.
    let run: @Sendable (_ send: (LogEntry) async throws -> Void) async throws -> Void
}

/// A log in numbered files, `docs/formats/service-log.md`.
struct FileLogSource: LogSource {
    let store: LogStore
    let time: any TimeSource
    /// The id of this life of the machine.
    let currentBoot: String?
    /// Something after each change of the files, from the call on.
    let changes: @Sendable () throws(StartError) -> AsyncStream<Void>

    func page(_ query: LogQuery) throws(StartError) -> LogPage {
        let extract = try extract(query)
        let isEmpty = extract.start == extract.end && !extract.more && extract.records.isEmpty
        return LogPage(
            entries: extract.records.map { Self.entry($0) }, startCursor: isEmpty ? nil : extract.start.description,
            endCursor: isEmpty ? nil : extract.end.description, more: extract.more, expired: extract.expired)
    }

    func follow(_ query: LogQuery) throws(StartError) -> FollowedLog {
        let filter = try filter(query)
        // Watched before it is read: what is written in between is told twice to nobody and missed by nobody.
        let changes = try changes()
        // Without a cursor the last lines come first.
        let given = try query.position()
        let past = given == nil ? try extract(query) : nil
        let start = try place(given ?? past?.start)
        let store = store
        let time = time
        return FollowedLog(startCursor: start.description) { send in
            for record in past?.records ?? [] { try await send(Self.entry(record, tellsCursor: true)) }
            try await store.follow(from: past?.end ?? start, filter: filter, changes: changes) { event in
                switch event {
                case .record(let record): try await send(Self.entry(record, tellsCursor: true))
                case .removed: try await send(Self.gap(at: time.now))
                }
            }
        }
    }

    private func extract(_ query: LogQuery) throws(StartError) -> LogExtract {
        let filter = try filter(query)
        let position = try query.position()
        if query.before {
            return try store.records(before: place(position), limit: query.limit, filter: filter)
        }
        return try store.records(
            from: position ?? LogPosition(file: 0, offset: 0), limit: query.limit, filter: filter)
    }

    /// `position`, or the end.
    private func place(_ position: LogPosition?) throws(StartError) -> LogPosition {
        if let position { return position }
        return try store.end()
    }

    private func filter(_ query: LogQuery) throws(StartError) -> LogFilter {
        var filter = query.filter
        switch query.boot {
        case nil: break
        case .id(let id): filter.bootId = id
        case .offset(0) where currentBoot != nil: filter.bootId = currentBoot
        case .offset(let offset):
            let earlier = try store.bootIds().filter { $0 != currentBoot }
            guard offset < 0, offset >= -earlier.count else {
                throw StartError(.notFound, "The log has nothing of boot \(offset): it knows \(earlier.count) before.")
            }
            filter.bootId = earlier[earlier.count + offset]
        }
        return filter
    }

    private static func entry(_ record: LogRecord, tellsCursor: Bool = false) -> LogEntry {
        LogEntry(
            timestamp: record.time.description, message: record.message, bootId: record.bootId,
            level: record.severity.level, cursor: tellsCursor ? record.end.description : nil)
    }

    private static func gap(at time: Timestamp) -> LogEntry {
        LogEntry(
            timestamp: time.description, message: "(older entries were removed before they could be shown)", bootId: "",
            level: .warning)
    }
}
