package import Errors

extension MerkleArchive {
    /// Opens a stored archive: verifies the signature and every table of contents; bodies are left for later.
    ///
    /// - Parameter expected: The archive that was asked for; without it the signed root size is limited to 1 MiB.
    /// - Throws: `filesystem` when bytes are missing, `parseS9pk` for a bad form, `invalidSignature` for everything
    ///   that is not as signed.
    package init(reading source: any ByteSource, expected: ArchiveCommitment? = nil) throws(StartError) {
        let headerRegion = ByteRegion(offset: 0, size: UInt64(ArchiveHeader.byteCount))
        // A file that is too short to hold a header may still tell by its first bytes that it is something else.
        let start = try source.read(at: 0, count: ArchiveHeader.byteCount)
        let header = try ArchiveHeader(parsing: start, expected: expected)
        var reading = ArchiveReading(source: source)
        try reading.regions.add(headerRegion, within: source.size)
        let root = try reading.directory(
            header.root, hash: header.commitment.rootSighash, signedSize: header.commitment.rootMaxSize,
            at: ArchivePath([]))
        self.init(
            signer: header.signer, signature: header.signature, commitment: header.commitment, root: root,
            order: .byPriority, unusedBytes: try reading.regions.unusedBytes(of: source.size))
    }

    /// Reads every body and checks its hash, and that no byte of the stored form belongs to nothing.
    ///
    /// - Parameter progress: Called with the bytes verified so far.
    /// - Throws: `invalidSignature` for a body that is not as signed, `parseS9pk` for bytes that nobody signed.
    package func verifyBodies(progress: (UInt64) -> Void = { _ in }) throws(StartError) {
        guard unusedBytes == 0 else {
            throw StartError(.parseS9pk, "The package has \(unusedBytes) bytes that belong to no file in it.")
        }
        var verified: UInt64 = 0
        for file in files {
            try file.forEachPiece { piece throws(StartError) in
                verified += UInt64(piece.count)
                progress(verified)
            }
        }
    }
}

/// Reads the tables of contents of one archive.
private struct ArchiveReading {
    let source: any ByteSource
    var regions = RegionMap()
    var limits = ArchiveLimits()

    init(source: any ByteSource) {
        self.source = source
    }

    mutating func directory(
        _ region: ByteRegion, hash: [UInt8], signedSize: UInt64, at path: ArchivePath
    ) throws(StartError) -> ArchiveDirectory {
        guard region.size <= signedSize else {
            throw StartError(.invalidSignature, "size is greater than signed: the directory /\(path).")
        }
        try limits.count(tableOf: region.size, depth: path.names.count)
        try regions.add(region, within: source.size)
        let table = try TableOfContents(parsing: try source.readAll(region), hash: hash)
        try limits.count(entries: table.records.count)
        var elements: [ArchiveDirectory.Element] = []
        elements.reserveCapacity(table.records.count)
        for record in table.records {
            let entry = ArchiveEntry(
                hash: record.hash, size: record.size, content: try content(record, at: path.appending(record.name)))
            elements.append(ArchiveDirectory.Element(name: record.name, entry: entry))
        }
        return ArchiveDirectory(elements)
    }

    private mutating func content(
        _ record: TableOfContents.Record, at path: ArchivePath
    ) throws(StartError) -> ArchiveEntry.Content {
        switch record.place {
        case .missing:
            return .missing
        case .file(let position):
            let region = ByteRegion(offset: position, size: record.size)
            try regions.add(region, within: source.size)
            return .file(ArchiveFile(path: path, hash: record.hash, region: region, source: source))
        case .directory(let position, let size):
            let region = ByteRegion(offset: position, size: size)
            return .directory(try directory(region, hash: record.hash, signedSize: record.size, at: path))
        }
    }
}
