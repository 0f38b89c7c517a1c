import Blake3Hash
package import Errors
package import SystemInterface

/// A file of an archive: where its bytes lie and what they must hash to. Nothing is read before it is asked for.
package struct ArchiveFile: Sendable {
    package let path: ArchivePath
    /// BLAKE3 of the content, 32 bytes.
    package let hash: [UInt8]
    /// Where the content lies in its source: of an archive read from a file, the slice a loop device mounts.
    package let region: ByteRegion
    let source: any ByteSource

    init(path: ArchivePath, hash: [UInt8], region: ByteRegion, source: any ByteSource) {
        self.path = path
        self.hash = hash
        self.region = region
        self.source = source
    }

    /// A file to be packed; hashes the whole source.
    init(packing source: any ByteSource, at path: ArchivePath) throws(StartError) {
        let region = ByteRegion(offset: 0, size: source.size)
        var hasher = Blake3()
        var offset: UInt64 = 0
        while offset < region.size {
            let piece = try source.read(at: offset, count: pieceLength)
            guard !piece.isEmpty else {
                throw StartError(.pack, "\(path) became shorter while it was packed.")
            }
            hasher.update(piece)
            offset += UInt64(piece.count)
        }
        self.init(path: path, hash: hasher.finalize(), region: region, source: source)
    }

    /// Gives the content to `body` piece by piece, each of at most 256 KiB, then checks its hash.
    ///
    /// What `body` did with a content that turns out wrong must be undone by the caller.
    /// - Throws: `invalidSignature` "hash sum mismatch", `filesystem` when the source ends before, what `body` throws.
    package func forEachPiece(_ body: ([UInt8]) throws(StartError) -> Void) throws(StartError) {
        let (end, overflow) = region.offset.addingReportingOverflow(region.size)
        guard !overflow, end <= source.size else { throw endOfFile() }
        var hasher = Blake3()
        var offset = region.offset
        while offset < end {
            let piece = try source.read(at: offset, count: Int(min(UInt64(pieceLength), end - offset)))
            guard !piece.isEmpty else { throw endOfFile() }
            hasher.update(piece)
            try body(piece)
            offset += UInt64(piece.count)
        }
        guard hasher.finalize() == hash else {
            throw StartError(.invalidSignature, "hash sum mismatch: \(path) is not what was signed.")
        }
    }

    /// The content, verified.
    ///
    /// - Throws: `invalidRequest` for a file larger than `limit` bytes, and what `forEachPiece` throws.
    package func read(limit: Int = 4 << 20) throws(StartError) -> [UInt8] {
        guard region.size <= UInt64(limit) else {
            throw StartError(.invalidRequest, "\(path) is larger than the \(limit) bytes that are read at once.")
        }
        var content: [UInt8] = []
        try forEachPiece { piece throws(StartError) in
            // Nothing is set aside for a size that was merely claimed: pieces come from bytes that are there.
            if content.isEmpty { content = piece } else { content += piece }
        }
        return content
    }

    /// Reads everything and checks the hash.
    package func verify() throws(StartError) {
        try forEachPiece { _ throws(StartError) in }
    }

    /// Writes the content to `file` from `offset` on and checks the hash.
    package func copy(to file: any OpenFile, at offset: Int64 = 0) throws(StartError) {
        var position = offset
        try forEachPiece { piece throws(StartError) in
            try file.write(piece, at: position)
            position += Int64(piece.count)
        }
    }

    private func endOfFile() -> StartError {
        StartError(.filesystem, "Unexpected end of file: the package is cut off inside \(path).")
    }
}
