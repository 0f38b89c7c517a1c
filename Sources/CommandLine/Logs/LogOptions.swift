import ArgumentParser
import Errors
import RPCMethods
import SystemInterface

/// Which lines of a log are printed: the same for every log.
struct LogOptions: ParsableArguments {
    @Option(name: [.customShort("l"), .long], help: "How many lines (default: 50, with --since all).")
    var limit: Int?

    @Option(name: [.customShort("c"), .long], help: "Where to begin: a cursor that an earlier answer gave.")
    var cursor: String?

    @Option(name: [.customShort("b"), .long], help: "Of one start of the machine: 0 (this), -1 (before), or its id.")
    var boot: String?

    @Flag(name: [.customShort("B"), .long], help: "Print the lines before the cursor.")
    var before = false

    @Flag(name: [.customShort("f"), .long], help: "Go on printing new lines until interrupted.")
    var follow = false

    @Option(name: [.customShort("s"), .long], help: "Only lines with this text; upper and lower case are the same.")
    var search: String?

    @Option(help: "Only lines at least this severe: error, warning, info or debug.")
    var level: LogLevel?

    @Option(
        help:
            "Only lines from this time on: 2026-01-31T12:00:00Z, 2026-01-31, or how long ago, such as 90s, 10m, 2h, 1d."
    )
    var since: String?

    @Option(help: "Only lines before this time.")
    var until: String?

    func validate() throws {
        guard !follow || (cursor == nil && !before) else {
            throw ValidationError("--follow begins with the newest lines: leave out --cursor and --before.")
        }
        guard !follow || until == nil else { throw ValidationError("--follow has no end: leave out --until.") }
        guard !before || cursor != nil else { throw ValidationError("--before goes with --cursor.") }
        guard limit.map({ $0 > 0 }) ?? true else { throw ValidationError("--limit begins at 1.") }
    }

    /// What is asked of the server.
    func selection(_ time: any TimeSource) throws(StartError) -> LogSelection {
        LogSelection(
            limit: limit.map { min($0, 1000) }, cursor: cursor, before: before ? true : nil,
            boot: boot.map { text in Int(text).map { .offset($0) } ?? .id(text) }, search: search, level: level,
            since: try since.map { text throws(StartError) in try Self.time(text, "--since", time.now) },
            until: try until.map { text throws(StartError) in try Self.time(text, "--until", time.now) })
    }

    /// A moment as RFC 3339.
    static func time(_ text: String, _ option: String, _ now: Timestamp) throws(StartError) -> String {
        if let duration = Amounts.duration(text) { return now.advanced(by: .zero - duration).description }
        guard let time = Timestamp(rfc3339: text) ?? Timestamp(rfc3339: "\(text)T00:00:00Z") else {
            throw StartError(
                .invalidRequest, "\(option) takes a time such as 2026-01-31T12:00:00Z, or how long ago such as 2h.")
        }
        return time.description
    }
}

extension LogLevel: ExpressibleByArgument {}
