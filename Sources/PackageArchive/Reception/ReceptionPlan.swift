import Blake3Hash
import Errors

/// What is still to come of an arriving package and in which order.
struct ReceptionPlan {
    struct Part {
        enum Kind {
            case header
            case table(hash: [UInt8], path: ArchivePath)
            case file(hash: [UInt8], path: ArchivePath, isKept: Bool)

            var isTable: Bool {
                if case .table = self { true } else { false }
            }
        }

        let region: ByteRegion
        let kind: Kind
    }

    private let size: UInt64?
    /// The parts to come, the next one last.
    private var coming: [Part]
    /// Tables and the header among `coming`.
    private var tablesComing = 1
    private var limits = ArchiveLimits()
    /// The largest end of any part.
    private(set) var end = UInt64(ArchiveHeader.byteCount)
    /// Whether something passed that could not be checked: its table came after it, or it belongs to nothing yet.
    private(set) var needsVerification = false

    init(size: UInt64?) {
        self.size = size
        coming = [Part(region: ByteRegion(offset: 0, size: UInt64(ArchiveHeader.byteCount)), kind: .header)]
    }

    /// Whether every table of contents is known.
    var isComplete: Bool { tablesComing == 0 && !needsVerification }

    /// Whether the stream may end after `position` bytes.
    func isFinished(at position: UInt64) -> Bool {
        coming.isEmpty && (needsVerification ? position == size : position == end)
    }

    /// How many bytes from `position` on belong to no known part.
    mutating func gap(at position: UInt64) throws(StartError) -> UInt64 {
        guard let next = coming.last else {
            guard needsVerification, let size, position < size else {
                throw StartError(.parseS9pk, "More bytes arrive than belong to the package.")
            }
            return size - position
        }
        guard next.region.offset >= position else {
            throw StartError(.parseS9pk, "Two parts of the package overlap at byte \(next.region.offset).")
        }
        let gap = next.region.offset - position
        if gap > 0 { try postponeVerification() }
        return gap
    }

    /// Removes the part that begins now. There is one whenever `gap(at:)` has answered 0.
    mutating func takeNext() -> Part {
        let part = coming.removeLast()
        if part.kind.isTable { tablesComing -= 1 }
        return part
    }

    private mutating func postponeVerification() throws(StartError) {
        guard size != nil else {
            throw StartError(
                .parseS9pk, "The parts of the package are in an order that cannot be received without a known size.")
        }
        needsVerification = true
    }

    mutating func add(_ header: ArchiveHeader) throws(StartError) {
        tablesComing = 0
        let position = UInt64(ArchiveHeader.byteCount)
        let kind = Part.Kind.table(hash: header.commitment.rootSighash, path: ArchivePath([]))
        var parts: [Part] = []
        try plan(kind, header.root, at: position, in: &parts)
        guard !parts.isEmpty else {
            throw StartError(.parseS9pk, "Two parts of the package overlap at byte \(header.root.offset).")
        }
        insert(parts)
    }

    /// Adds what a table lists, `position` being how much of the stream has passed. Returns the empty files in it,
    /// which are verified hereby.
    mutating func add(
        _ table: TableOfContents, of path: ArchivePath, at position: UInt64
    ) throws(StartError) -> [ArchivePath] {
        try limits.count(entries: table.records.count)
        var parts: [Part] = []
        var empty: [ArchivePath] = []
        for record in table.records {
            let own = path.appending(record.name)
            switch record.place {
            case .missing:
                break
            case .file(let start) where record.size == 0:
                try check(ByteRegion(offset: start, size: 0))
                guard record.hash == Blake3.hash([UInt8]()) else {
                    throw StartError(.invalidSignature, "hash sum mismatch: \(own) is not what was signed.")
                }
                empty.append(own)
            case .file(let start):
                let isKept = S9pk.isDescriptive(own) && record.size <= UInt64(S9pk.descriptiveFileLimit)
                let kind = Part.Kind.file(hash: record.hash, path: own, isKept: isKept)
                try plan(kind, ByteRegion(offset: start, size: record.size), at: position, in: &parts)
            case .directory(let start, let size):
                guard size <= record.size else {
                    throw StartError(.invalidSignature, "size is greater than signed: the directory /\(own).")
                }
                let kind = Part.Kind.table(hash: record.hash, path: own)
                try plan(kind, ByteRegion(offset: start, size: size), at: position, in: &parts)
            }
        }
        insert(parts)
        return empty
    }

    private mutating func plan(
        _ kind: Part.Kind, _ region: ByteRegion, at position: UInt64, in parts: inout [Part]
    ) throws(StartError) {
        if case .table(_, let path) = kind {
            try limits.count(tableOf: region.size, depth: path.names.count)
            guard region.size > 0 else {
                throw StartError(.filesystem, "Unexpected end of file: a table of contents is empty.")
            }
        }
        try check(region)
        end = max(end, region.offset + region.size)
        guard region.offset >= position else {
            // It has passed already: what is in it is checked from the file at the end.
            try postponeVerification()
            return
        }
        if kind.isTable { tablesComing += 1 }
        parts.append(Part(region: region, kind: kind))
    }

    private func check(_ region: ByteRegion) throws(StartError) {
        let (end, overflow) = region.offset.addingReportingOverflow(region.size)
        guard !overflow, end <= min(size ?? .max, UInt64(Int64.max)) else {
            throw StartError(.filesystem, "Unexpected end of file: a part of the package lies beyond its end.")
        }
    }

    /// Merges parts into those to come. Tables list parts in ascending order as a rule, which keeps this cheap.
    private mutating func insert(_ parts: [Part]) {
        let added = parts.sorted { $0.region.offset > $1.region.offset }
        var merged: [Part] = []
        merged.reserveCapacity(coming.count + added.count)
        var old = coming[...]
        for part in added {
            while let first = old.first, first.region.offset >= part.region.offset {
                merged.append(first)
                old = old.dropFirst()
            }
            merged.append(part)
        }
        coming = merged + old
    }
}
