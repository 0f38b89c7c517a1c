package import Errors
import SystemInterface

/// A part of a log that was looked at, and what was found there.
package struct LogExtract: Sendable {
    /// Oldest first.
    package var records: [LogRecord] = []
    /// The part: from here, where to go back from,
    package var start: LogPosition
    /// to here, where to go on from.
    package var end: LogPosition
    /// Whether there is more in the direction in which it was looked.
    package var more = false
    /// Whether entries at the position that was given are gone.
    package var expired = false
}

extension LogStore {
    /// What one call reads at most, in bytes. A log has 32 MiB; a container can make it any size.
    package static let budget = 4 << 20

    /// Up to `limit` records from `position` on.
    ///
    /// A position in a file that is gone moves to the oldest that is left. One beyond the last file belongs to a log that
    /// was begun anew, and moves there too.
    package func records(
        from position: LogPosition, limit: Int, filter: LogFilter = LogFilter(), budget: Int = LogStore.budget
    ) throws(StartError) -> LogExtract {
        let numbers = try fileNumbers()
        var extract = LogExtract(start: position, end: position)
        guard let oldest = numbers.first, let newest = numbers.last else { return extract }
        extract.expired = position.file > 0 && !(oldest...newest).contains(position.file)
        if position.file < oldest || position.file > newest {
            extract.end = LogPosition(file: oldest, offset: 0)
            extract.start = extract.end
        }
        var budget = budget
        for (index, number) in numbers.enumerated() where number >= extract.end.file {
            let offset = number == extract.end.file ? extract.end.offset : 0
            if offset == 0, try isOver(filter, before: numbers.dropFirst(index + 1).first) { continue }
            guard extract.records.count < limit, budget > 0 else {
                extract.more = true
                break
            }
            try withFile(number) { file throws(StartError) in
                guard filter.bootId.map({ $0 == file.bootId }) ?? true else { return }
                let reached = try file.visit(from: offset, to: .max, budget: &budget) { line in
                    if filter.accepts(line) { extract.records.append(file.record(line)) }
                    return extract.records.count < limit
                }
                extract.end = LogPosition(file: number, offset: reached)
                // One that is cut short by the budget or the limit may have more; the next call finds out.
                extract.more = reached < file.size && (budget < 1 || extract.records.count == limit)
            }
        }
        return extract
    }

    /// Whether nothing of a file can be recent enough, since the next one begins too early already.
    private func isOver(_ filter: LogFilter, before next: Int?) throws(StartError) -> Bool {
        guard let since = filter.since, let next else { return false }
        let time = try withFile(next) { file throws(StartError) in try file.firstTime() }
        return time.flatMap { $0 }.map { $0 < since } ?? false
    }

    /// The last `limit` records before `position`. With `filter.since`, ends at a stretch that is older throughout.
    package func records(
        before position: LogPosition, limit: Int, filter: LogFilter = LogFilter(), budget: Int = LogStore.budget
    ) throws(StartError) -> LogExtract {
        let numbers = try fileNumbers()
        var extract = LogExtract(start: position, end: position)
        guard let oldest = numbers.first else { return extract }
        extract.expired = position.file > 0 && position.file < oldest
        var pieces: [[LogRecord]] = []
        var wanted = limit
        var budget = budget
        for number in numbers.reversed() where number <= position.file {
            guard wanted > 0, budget > 0 else {
                extract.more = true
                break
            }
            let isRecent = try withFile(number) { file throws(StartError) in
                guard filter.bootId.map({ $0 == file.bootId }) ?? true else { return true }
                var start = number == position.file ? min(position.offset, file.size) : file.size
                // Go back window by window until there is enough or the file begins.
                while start > 0, wanted > 0, budget > 0 {
                    let last = start
                    start = max(0, start - Int64(LogFile.window))
                    var piece: [LogRecord] = []
                    var (isEmpty, isOld) = (true, true)
                    try file.visit(from: start, to: last, budget: &budget) { line in
                        isEmpty = false
                        if filter.since.map({ line.time >= $0 }) ?? true { isOld = false }
                        if filter.accepts(line) { piece.append(file.record(line)) }
                        return true
                    }
                    if piece.count >= wanted {
                        piece.removeFirst(piece.count - wanted)
                        start = piece.first?.position.offset ?? start
                    }
                    wanted -= piece.count
                    pieces.append(piece)
                    extract.start = LogPosition(file: number, offset: start)
                    if isOld, !isEmpty { return false }
                }
                extract.more = try hasRecords(file, before: start)
                return true
            }
            if isRecent == false {
                extract.more = false
                break
            }
        }
        extract.records = pieces.reversed().flatMap { $0 }
        return extract
    }

    /// Whether more than the header stands before `offset`.
    private func hasRecords(_ file: LogFile, before offset: Int64) throws(StartError) -> Bool {
        guard offset <= LogFile.window else { return true }
        var budget = LogFile.window
        var found = false
        try file.visit(from: 0, to: offset, budget: &budget) { _ in
            found = true
            return false
        }
        return found
    }
}
