/// What stands under one name of a directory.
package struct ArchiveEntry: Sendable {
    package enum Content: Sendable {
        /// Taken out of this copy of the archive; hash and size remain, so that the signature holds.
        case missing
        case file(ArchiveFile)
        case directory(ArchiveDirectory)
    }

    /// BLAKE3 of a file, or of a directory as signed; 32 bytes.
    package let hash: [UInt8]
    /// Of a file its length, of a directory the signed size of its table of contents; in bytes.
    package let size: UInt64
    package let content: Content

    init(hash: [UInt8], size: UInt64, content: Content) {
        self.hash = hash
        self.size = size
        self.content = content
    }

    init(_ file: ArchiveFile) {
        self.init(hash: file.hash, size: file.region.size, content: .file(file))
    }

    /// An entry for a directory that is signed as it is now.
    init(_ directory: ArchiveDirectory) {
        self.init(hash: directory.sighash, size: directory.tableSize, content: .directory(directory))
    }

    package var file: ArchiveFile? {
        if case .file(let file) = content { file } else { nil }
    }

    package var directory: ArchiveDirectory? {
        if case .directory(let directory) = content { directory } else { nil }
    }

    package var isMissing: Bool {
        if case .missing = content { true } else { false }
    }
}
