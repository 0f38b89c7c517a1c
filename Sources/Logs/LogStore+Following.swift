import Errors

/// What somebody who follows a log is told.
package enum LogNews: Sendable {
    case record(LogRecord)
    /// Entries that come here were removed before they could be told.
    case removed
}

extension LogStore {
    /// Tells the records from `position` on, and every later one as soon as it is written. Each is told once, also across
    /// the change from one file to the next.
    ///
    /// - Parameter changes: Gives something after each change of the directory; the end of it ends the following. Must
    ///   have begun to watch before the call.
    package func follow(
        from position: LogPosition, filter: LogFilter = LogFilter(), changes: AsyncStream<Void>,
        _ body: (LogNews) async throws -> Void
    ) async throws {
        var next = position
        var iterator = changes.makeAsyncIterator()
        repeat {
            while true {
                try Task.checkCancellation()
                let extract = try records(from: next, limit: 256, filter: filter)
                if extract.expired { try await body(.removed) }
                for record in extract.records { try await body(.record(record)) }
                if extract.end == next { break }
                next = extract.end
            }
        } while await iterator.next() != nil
    }
}
