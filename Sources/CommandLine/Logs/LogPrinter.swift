import Errors
import JSONValues
import RPCClient
import RPCMethods

/// Prints a log: a part of it page by page, or for as long as it grows.
struct LogPrinter {
    let client: RPCClient
    let output: FormatOptions

    typealias FetchPage = (LogSelection) async throws -> LogPage

    func print(
        _ options: LogOptions, page: FetchPage, follow: (LogSelection) async throws -> LogSubscription
    ) async throws {
        let context = try CommandContext.current
        let selection = try options.selection(context.time)
        if options.follow { return try await followed(follow(selection), context.console) }
        if selection.since != nil, options.limit == nil, options.cursor == nil {
            // All since then, from the oldest on.
            return try await forwards(from: selection, upTo: nil, page, context.console)
        }
        let count = options.limit ?? 50
        if options.cursor != nil, !options.before {
            return try await forwards(from: selection, upTo: count, page, context.console)
        }
        try await backwards(from: selection, upTo: count, page, context.console)
    }

    /// Goes on until there is enough or nothing more: one answer covers a bounded part of the log only.
    private func forwards(
        from start: LogSelection, upTo limit: Int?, _ fetch: FetchPage, _ console: Console
    ) async throws {
        var selection = start
        selection.before = false
        var count = 0
        while count < limit ?? .max {
            selection.limit = min(1000, (limit ?? .max) - count)
            let page = try await fetch(selection)
            noteExpiry(page, console)
            for entry in page.entries { try show(entry, console) }
            count += page.entries.count
            guard page.more, let next = page.endCursor, next != selection.cursor else { return }
            selection.cursor = next
        }
    }

    private func backwards(
        from start: LogSelection, upTo limit: Int, _ fetch: FetchPage, _ console: Console
    ) async throws {
        var selection = start
        var pages: [[LogEntry]] = []
        var count = 0
        while count < limit {
            selection.limit = min(1000, limit - count)
            let page = try await fetch(selection)
            noteExpiry(page, console)
            pages.append(page.entries)
            count += page.entries.count
            guard page.more, let next = page.startCursor, next != selection.cursor else { break }
            selection.cursor = next
            selection.before = true
        }
        for entry in pages.reversed().joined() { try show(entry, console) }
    }

    private func followed(_ subscription: LogSubscription, _ console: Console) async throws {
        let socket = try await client.webSocket("/ws/rpc/\(subscription.guid)")
        for try await message in socket.messages {
            guard case .text(let text) = message else { continue }
            try show(try JSON(parsing: text).decoded(as: LogEntry.self), console)
        }
        if let closing = socket.closing, closing.code != 1000 {
            throw StartError(.network, "The server ended the log: \(closing.reason)")
        }
    }

    private func noteExpiry(_ page: LogPage, _ console: Console) {
        if page.expired {
            console.note("The lines at the cursor have been removed; these are the oldest that are left.")
        }
    }

    /// With `--format`, one value an entry: JSON lines, or a YAML document each.
    private func show(_ entry: LogEntry, _ console: Console) throws {
        guard let format = output.format else {
            return console.printStyled(Self.line(entry, isTerminal: console.columns != nil, console.hasColors))
        }
        console.print((format == .yaml ? "---\n" : "") + format.text(try JSON(encoding: entry)))
    }

    /// `<RFC 3339 with milliseconds> <message>`; on a terminal without anything that it would obey.
    static func line(_ entry: LogEntry, isTerminal: Bool = false, _ hasColors: Bool = false) -> String {
        let time = milliseconds(entry.timestamp)
        guard isTerminal else { return "\(time) \(entry.message)" }
        let message = TerminalText.clean(entry.message)
        guard hasColors else { return "\(TerminalText.clean(time)) \(message)" }
        let color =
            switch entry.level {
            case .error: "31"
            case .warning: "33"
            case .info: "0"
            case .debug: "2"
            }
        return "\u{1B}[2m\(TerminalText.clean(time))\u{1B}[0m \u{1B}[\(color)m\(message)\u{1B}[0m"
    }

    private static func milliseconds(_ timestamp: String) -> String {
        guard let dot = timestamp.firstIndex(of: ".") else { return timestamp }
        let fraction = timestamp[timestamp.index(after: dot)...]
        let digits = fraction.prefix { $0.isNumber }
        let zone = fraction.dropFirst(digits.count)
        let three = digits.prefix(3) + String(repeating: "0", count: max(0, 3 - digits.count))
        return "\(timestamp[...dot])\(three)\(zone)"
    }
}
