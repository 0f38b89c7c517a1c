import Errors
import JSONValues
import Logs
import RPCMethods
import SystemInterface

/// What the kernel still has of its own messages, read with dmesg(1): where there is no journal.
///
/// A cursor is `<microseconds since the start of the machine>.<which of those at that time>`.
struct KernelRingLogSource: LogSource {
    /// The kernel cannot be waited for here, so it is asked this often while somebody follows.
    private static let pause = Duration.seconds(2)

    let processes: any ProcessRunner
    let time: any TimeSource
    let bootId: String?

    func page(_ query: LogQuery) async throws -> LogPage {
        let cursor = try query.cursor.map { try Cursor($0) }
        var messages = try await messages(query)
        if let cursor { messages = messages.filter { query.before ? $0.cursor < cursor : $0.cursor > cursor } }
        let kept = query.before ? Array(messages.suffix(query.limit)) : Array(messages.prefix(query.limit))
        return LogPage(
            entries: kept.map { $0.entry(tellsCursor: false) }, startCursor: kept.first?.cursor.description,
            endCursor: kept.last?.cursor.description ?? query.cursor, more: kept.count < messages.count, expired: false)
    }

    func follow(_ query: LogQuery) async throws -> FollowedLog {
        let past = query.cursor == nil ? try await page(query) : nil
        let start = query.cursor ?? past?.endCursor
        var next = try start.map { try Cursor($0) } ?? Cursor.beginning
        if start == nil, let last = try await messages(query).last { next = last.cursor }
        let first = next
        let source = self
        return FollowedLog(startCursor: past?.startCursor ?? start) { send in
            for entry in past?.entries ?? [] { try await send(entry) }
            var next = first
            while true {
                for message in try await source.messages(query) where message.cursor > next {
                    try await send(message.entry(tellsCursor: true))
                    next = message.cursor
                }
                try await source.time.sleep(for: Self.pause)
            }
        }
    }

    private func messages(_ query: LogQuery) async throws -> [Message] {
        if case .offset(let offset) = query.boot, offset != 0 {
            throw StartError(.notFound, "The kernel knows its messages since the machine started, and none before.")
        }
        let text = try await processes.output(of: Command("dmesg", ["--json"]))
        let boot = bootId ?? ""
        var filter = query.filter
        if case .id(let id) = query.boot { filter.bootId = id }
        return Self.parse(text, now: time.now, uptime: time.uptime, bootId: boot)
            .filter { filter.accepts(time: $0.time, severity: $0.severity, bootId: boot, message: $0.text) }
    }

    static func parse(_ text: String, now: Timestamp, uptime: Duration, bootId: String) -> [Message] {
        let start = now.advanced(by: .zero - uptime)
        var last = Cursor.beginning
        let list = (try? JSON(parsing: text))?["dmesg"]?.array ?? []
        return list.compactMap { item in
            guard let seconds = item["time"]?.double, let text = item["msg"]?.string else { return nil }
            let microseconds = Int64(seconds * 1_000_000)
            last = Cursor(microseconds: microseconds, index: microseconds == last.microseconds ? last.index + 1 : 0)
            // The facility stands in the upper bits.
            let priority = (item["pri"]?.integer ?? 6) & 7
            return Message(
                cursor: last, time: start.advanced(by: .microseconds(microseconds)),
                severity: LogSeverity(priority: priority), text: text, bootId: bootId)
        }
    }

    struct Cursor: Comparable, CustomStringConvertible {
        static let beginning = Cursor(microseconds: -1, index: 0)

        let microseconds: Int64
        let index: Int

        init(microseconds: Int64, index: Int) {
            self.microseconds = microseconds
            self.index = index
        }

        init(_ text: String) throws(StartError) {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 2, let microseconds = Int64(parts[0]), let index = Int(parts[1]) else {
                throw StartError(.invalidParameters, "params.cursor is no cursor of this log.")
            }
            self.init(microseconds: microseconds, index: index)
        }

        var description: String { "\(microseconds).\(index)" }

        static func < (left: Cursor, right: Cursor) -> Bool {
            (left.microseconds, left.index) < (right.microseconds, right.index)
        }
    }

    struct Message {
        let cursor: Cursor
        let time: Timestamp
        let severity: LogSeverity
        let text: String
        let bootId: String

        func entry(tellsCursor: Bool) -> LogEntry {
            LogEntry(
                timestamp: time.description, message: text, bootId: bootId, level: severity.level,
                cursor: tellsCursor ? cursor.description : nil)
        }
    }
}
