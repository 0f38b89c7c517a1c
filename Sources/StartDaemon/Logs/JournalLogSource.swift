import Containers
import Errors
import JSONValues
import Logs
import RPCMethods
import SystemInterface
import SystemPackage

/// A part of systemd's journal, read with journalctl(1).
struct JournalLogSource: LogSource {
    /// Which entries belong to it: `--unit=startd.service`, `_TRANSPORT=kernel`.
    let selection: [String]
    let processes: any ProcessRunner
    let files: any FileSystem

    /// How many entries one call looks at.
    private static let budget = 10_000

    func page(_ query: LogQuery) async throws -> LogPage {
        let filter = try await filter(query)
        // Without a filter as many as are wanted; with one, as many as one call may look at.
        let count = query.isFiltered ? Self.budget : query.limit
        var entries = try await entries(query.before, from: query.cursor, count: count, since: query.filter.since)
        let reached = entries.count
        let edge = entries.last?.cursor
        entries = Array(entries.filter { filter.accepts($0) }.prefix(query.limit))
        // Where the wanted ones were found before the end, the next page begins after them.
        let far = entries.count == query.limit ? entries.last?.cursor : edge
        if query.before { entries.reverse() }
        let near = query.cursor ?? (query.before ? entries.last : entries.first)?.cursor ?? far
        return LogPage(
            entries: entries.map(\.entry), startCursor: query.before ? far : near,
            endCursor: query.before ? near : far, more: reached == count || far != edge, expired: false)
    }

    func follow(_ query: LogQuery) async throws -> FollowedLog {
        let filter = try await filter(query)
        let changes = try changes()
        let past = query.cursor == nil ? try await page(query) : nil
        let newest = try await entries(true, from: nil, count: 1, since: nil).first?.cursor
        let start = query.cursor ?? past?.endCursor ?? newest
        let source = self
        return FollowedLog(startCursor: past?.startCursor ?? start) { send in
            for entry in past?.entries ?? [] { try await send(entry) }
            var next = start
            var iterator = changes.makeAsyncIterator()
            repeat {
                while true {
                    let news = try await source.entries(false, from: next, count: 1000, since: nil)
                    for item in news where filter.accepts(item) { try await send(item.followed) }
                    guard let last = news.last else { break }
                    next = last.cursor
                }
            } while await iterator.next() != nil
        }
    }

    /// The journal touches its files with each entry. It is in memory until the disk is there.
    private func changes() throws(StartError) -> AsyncStream<Void> {
        let id = try files.readText("/etc/machine-id")?.split(whereSeparator: \.isWhitespace).first.map(String.init)
        for root in ["/var/log/journal", "/run/log/journal"] {
            let path = FilePath(root).appending(id ?? "")
            if try files.exists(path) { return try ConfinedDirectory(path).changes() }
        }
        throw StartError(.notFound, "There is no journal on this machine.")
    }

    /// Entries in the order in which they are met.
    private func entries(
        _ backwards: Bool, from cursor: String?, count: Int, since: Timestamp?
    ) async throws -> [JournalEntry] {
        var arguments = ["--output=json", "--all", "--quiet", "--no-pager"] + selection
        arguments.append("--output-fields=MESSAGE,PRIORITY,_BOOT_ID")
        if backwards { arguments.append("--reverse") }
        if let cursor {
            // The entry at the cursor was told; backwards journalctl gives it again.
            arguments.append(backwards ? "--cursor=\(cursor)" : "--after-cursor=\(cursor)")
            arguments.append("--lines=\(backwards ? count + 1 : count)")
        } else {
            if let since { arguments.append("--since=@\(since.microseconds / 1_000_000)") }
            arguments.append("--lines=\(backwards ? "" : "+")\(count)")
        }
        let output = try await processes.output(of: Command("journalctl", arguments))
        let entries = output.split(separator: "\n").compactMap { JournalEntry($0) }
        return entries.first?.cursor == cursor && cursor != nil ? Array(entries.dropFirst()) : entries
    }

    private func filter(_ query: LogQuery) async throws -> LogFilter {
        var filter = query.filter
        switch query.boot {
        case nil: break
        case .id(let id): filter.bootId = JournalEntry.dashed(id)
        case .offset(let offset):
            let list = try await processes.output(of: Command("journalctl", ["--list-boots", "--quiet", "--no-pager"]))
            // ` -1 0123…ef Fri 2026-01-02 …`
            let line = list.split(separator: "\n").first {
                $0.split(separator: " ").first.flatMap { Int($0) } == offset
            }
            guard let id = line?.split(separator: " ").dropFirst().first else {
                throw StartError(.notFound, "The journal has nothing of boot \(offset).")
            }
            filter.bootId = JournalEntry.dashed(String(id))
        }
        return filter
    }
}

/// An entry in the journal's JSON format.
struct JournalEntry {
    let cursor: String
    let time: Timestamp
    let message: String
    let severity: LogSeverity
    let bootId: String

    init?(_ line: some StringProtocol) {
        guard let json = try? JSON(parsing: Array(line.utf8)), let cursor = json["__CURSOR"]?.string,
            let time = json["__REALTIME_TIMESTAMP"]?.string.flatMap({ Int64($0) })
        else { return nil }
        self.cursor = cursor
        self.time = Timestamp(microseconds: time)
        // A message that is no UTF-8 comes as an array of bytes.
        let bytes = json["MESSAGE"]?.array?.compactMap { $0.integer.flatMap { UInt8(exactly: $0) } }
        message = json["MESSAGE"]?.string ?? bytes.map { String(decoding: $0, as: UTF8.self) } ?? ""
        severity = LogSeverity(priority: json["PRIORITY"]?.string.flatMap { Int($0) } ?? 6)
        bootId = Self.dashed(json["_BOOT_ID"]?.string ?? "")
    }

    /// 32 hexadecimal digits in the form of /proc/sys/kernel/random/boot_id.
    static func dashed(_ id: String) -> String {
        guard id.count == 32 else { return id }
        var result = ""
        for (index, digit) in id.enumerated() {
            if [8, 12, 16, 20].contains(index) { result.append("-") }
            result.append(digit)
        }
        return result
    }

    var entry: LogEntry {
        LogEntry(timestamp: time.description, message: message, bootId: bootId, level: severity.level)
    }

    var followed: LogEntry {
        LogEntry(timestamp: time.description, message: message, bootId: bootId, level: severity.level, cursor: cursor)
    }
}

extension LogFilter {
    fileprivate func accepts(_ entry: JournalEntry) -> Bool {
        accepts(time: entry.time, severity: entry.severity, bootId: entry.bootId, message: entry.message)
    }
}
