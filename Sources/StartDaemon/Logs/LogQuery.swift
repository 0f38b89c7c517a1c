import Errors
import Logs
import RPCMethods
import SystemInterface

/// A `LogSelection` that was understood.
struct LogQuery {
    /// The most entries one call gives.
    private static let pageLimit = 10_000

    let limit: Int
    let cursor: String?
    let before: Bool
    var filter: LogFilter
    let boot: LogBoot?
    /// Whether not every entry is wanted.
    let isFiltered: Bool

    init(_ selection: LogSelection) throws(StartError) {
        limit = selection.limit ?? 50
        guard (1...Self.pageLimit).contains(limit) else {
            throw StartError(.invalidParameters, "params.limit must be between 1 and \(Self.pageLimit).")
        }
        guard (selection.search?.utf8.count ?? 0) <= 1024 else {
            throw StartError(.invalidParameters, "params.search is longer than 1024 bytes.")
        }
        cursor = selection.cursor
        before = selection.before ?? (selection.cursor == nil)
        boot = selection.boot
        isFiltered =
            selection.search != nil || selection.level != nil || selection.boot != nil || selection.until != nil
        filter = LogFilter(
            search: selection.search, severity: selection.level.map(LogSeverity.init),
            since: try Self.time(selection.since, "since"), until: try Self.time(selection.until, "until"))
    }

    private static func time(_ text: String?, _ name: String) throws(StartError) -> Timestamp? {
        guard let text else { return nil }
        guard let time = Timestamp(rfc3339: text) else {
            throw StartError(.invalidParameters, "params.\(name) is no time such as 2026-01-31T12:00:00Z.")
        }
        return time
    }

    /// The place that `cursor` means; nil without one.
    func position() throws(StartError) -> LogPosition? {
        guard let cursor else { return nil }
        guard let position = LogPosition(cursor) else {
            throw StartError(.invalidParameters, "params.cursor is no cursor of a log.")
        }
        return position
    }
}

extension LogSeverity {
    init(_ level: RPCMethods.LogLevel) {
        self =
            switch level {
            case .error: .error
            case .warning: .warning
            case .info: .information
            case .debug: .debug
            }
    }

    var level: RPCMethods.LogLevel {
        switch self {
        case .error: .error
        case .warning: .warning
        case .information: .info
        case .debug: .debug
        }
    }
}
