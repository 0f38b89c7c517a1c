import Errors
import JSONValues
import Logs
import RPCMethods
import RPCServer
import ServiceManager
import SystemInterface

/// The logs of services.
extension ServerHandlers {
    /// The most entries one call gives.
    private static let pageLimit = 10_000

    func registerLogs(in router: inout RPCRouter) {
        router.register(Methods.Package.logs) { parameters, _ in
            let log = try services.service(parameters.id).log
            return Self.page(try records(of: log, parameters))
        }
        router.register(Methods.Package.followLogs) { parameters, call in
            let service = try services.service(parameters.id)
            // Without a cursor the last lines come first.
            let past = parameters.cursor == nil ? try records(of: service.log, parameters) : []
            let start = try past.first?.position ?? cursor(parameters) ?? service.log.end()
            let guid = continuations.openPush(session: call.caller.session) { outbound in
                try await service.followLog(from: start) { record in
                    try await outbound.send(.text(try JSON(encoding: Self.entry(record)).text))
                }
            }
            return LogSubscription(startCursor: start.description, guid: guid)
        }
    }

    private func records(of log: LogStore, _ parameters: LogsParameters) throws(StartError) -> [LogRecord] {
        let limit = parameters.limit ?? 50
        guard (1...Self.pageLimit).contains(limit) else {
            throw StartError(.invalidParameters, "params.limit must be between 1 and \(Self.pageLimit).")
        }
        guard let cursor = try cursor(parameters) else { return try log.records(before: log.end(), limit: limit) }
        return parameters.before == true
            ? try log.records(before: cursor, limit: limit) : try log.records(from: cursor, limit: limit)
    }

    private func cursor(_ parameters: LogsParameters) throws(StartError) -> LogPosition? {
        guard let text = parameters.cursor else { return nil }
        guard let position = LogPosition(text) else {
            throw StartError(.invalidParameters, "params.cursor is no cursor of a log.")
        }
        return position
    }

    private static func page(_ records: [LogRecord]) -> LogPage {
        LogPage(
            entries: records.map(entry), startCursor: records.first?.position.description,
            endCursor: records.last?.end.description)
    }

    private static func entry(_ record: LogRecord) -> LogEntry {
        LogEntry(timestamp: record.time.description, message: record.message, bootId: record.bootId)
    }
}
