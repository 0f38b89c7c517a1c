package import Errors
package import SystemInterface

/// Takes in a package that arrives as a stream: writes every byte where it belongs in the final file and verifies it
/// as it passes. Fails at the first wrong part; memory stays bounded by the limits of the tables of contents.
///
/// The layout is kept as it comes, so the arriving file becomes the installed one. After an error the file is
/// worthless and must be removed. Not safe for concurrent use: one owner feeds it in order.
package final class ArchiveReceiver {
    /// What became known, in the order in which it did.
    package enum Event: Sendable {
        /// The signature holds; the commitment is the package's identity from here on.
        case header(ArchiveHeader)
        /// A small file at the root that describes the package, verified: manifest, icon, licence, instructions.
        case file(ArchivePath, [UInt8])
        /// Every table of contents is verified; the length of the whole package in bytes.
        case size(UInt64)
    }

    private let file: any OpenFile
    private let expected: ArchiveCommitment?
    private var plan: ReceptionPlan
    private var current: ArrivingPart?
    private var failed = false

    /// Bytes received so far.
    package private(set) var received: UInt64 = 0

    /// - Parameters:
    ///   - file: Empty and writable; gets the package from its start on.
    ///   - size: The length of the package when the sender told it. Needed only for layouts with gaps or with files
    ///     before their tables, which cannot be checked in passing.
    ///   - expected: The package that was asked for, if it is known.
    package init(writingTo file: any OpenFile, size: UInt64? = nil, expected: ArchiveCommitment? = nil) {
        self.file = file
        self.expected = expected
        plan = ReceptionPlan(size: size)
    }

    /// Takes the next bytes; any number of them.
    ///
    /// - Throws: as opening and verifying the whole package would. Everything after the first error fails too.
    package func receive(_ bytes: [UInt8]) throws(StartError) -> [Event] {
        guard !failed else {
            throw StartError(.invalidRequest, "The package was refused already; nothing more is taken.")
        }
        do throws(StartError) {
            return try take(bytes)
        } catch {
            failed = true
            throw error
        }
    }

    private func take(_ bytes: [UInt8]) throws(StartError) -> [Event] {
        try file.write(bytes, at: Int64(received))
        var events: [Event] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            if current == nil {
                let gap = try plan.gap(at: received)
                if gap > 0 {
                    let skipped = Int(min(gap, UInt64(rest.count)))
                    rest = rest.dropFirst(skipped)
                    received += UInt64(skipped)
                    continue
                }
                current = ArrivingPart(plan.takeNext())
            }
            guard let missing = current?.missing else { break }
            let piece = rest.prefix(Int(min(missing, UInt64(rest.count))))
            current?.take(piece)
            rest = rest.dropFirst(piece.count)
            received += UInt64(piece.count)
            if current?.missing == 0, let done = current.take() {
                try finish(done, events: &events)
            }
        }
        return events
    }

    private func finish(_ done: consuming ArrivingPart, events: inout [Event]) throws(StartError) {
        switch done.part.kind {
        case .header:
            let header = try ArchiveHeader(parsing: done.bytes, expected: expected)
            try plan.add(header)
            events.append(.header(header))
        case .table(let hash, let path):
            let table = try TableOfContents(parsing: done.bytes, hash: hash)
            for empty in try plan.add(table, of: path, at: received) where S9pk.isDescriptive(empty) {
                events.append(.file(empty, []))
            }
            if plan.isComplete { events.append(.size(plan.end)) }
        case .file(let hash, let path, let isKept):
            guard done.hash == hash else {
                throw StartError(.invalidSignature, "hash sum mismatch: \(path) is not what was signed.")
            }
            if isKept { events.append(.file(path, done.bytes)) }
        }
    }

    /// Ends the reception: checks that everything arrived and opens the package in its final file.
    ///
    /// Whether all files are there that a server needs is for `S9pk.validate(for:)` to say.
    /// Durability is the caller's: `synchronize()`, then rename.
    /// - Throws: `filesystem` when the stream ended early, and what opening throws.
    package func finish() throws(StartError) -> S9pk {
        guard !failed else {
            throw StartError(.invalidRequest, "The package was refused already.")
        }
        guard current == nil, plan.isFinished(at: received) else {
            throw StartError(
                .filesystem, "Unexpected end of file: the package ended after \(received) bytes, before its end.")
        }
        let source = try FileSource(file)
        guard source.size == received else {
            throw StartError(.filesystem, "The arriving file has \(source.size) bytes where \(received) came.")
        }
        let archive = try MerkleArchive(reading: source, expected: expected)
        guard archive.unusedBytes == 0 else {
            throw StartError(.parseS9pk, "The package has bytes that belong to no file in it.")
        }
        // Bodies that could not be checked in passing are checked now; else all of them already were.
        if plan.needsVerification { try archive.verifyBodies() }
        return try S9pk(archive)
    }
}
