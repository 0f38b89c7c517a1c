/// A signed tree of files. The signature covers the hashes, not the layout: a copy with parts taken out or moved
/// still carries it. Source: `docs/formats/s9pk.md`.
package struct MerkleArchive: Sendable {
    package let signer: VerifyingKey
    package let signature: Signature
    package let commitment: ArchiveCommitment
    package let root: ArchiveDirectory
    /// The order in which it is written out again.
    let order: ArchiveOrder
    /// Bytes of the stored form that belong to no part.
    let unusedBytes: UInt64

    init(
        signer: VerifyingKey, signature: Signature, commitment: ArchiveCommitment, root: ArchiveDirectory,
        order: ArchiveOrder, unusedBytes: UInt64 = 0
    ) {
        self.signer = signer
        self.signature = signature
        self.commitment = commitment
        self.root = root
        self.order = order
        self.unusedBytes = unusedBytes
    }

    /// Signs `root` as it is.
    init(signing root: ArchiveDirectory, with key: SigningKey) {
        let commitment = ArchiveCommitment(rootSighash: root.sighash, rootMaxSize: root.tableSize)
        self.init(
            signer: key.verifyingKey,
            signature: key.sign(commitment.message, context: ArchiveHeader.signatureContext),
            commitment: commitment, root: root, order: .byName)
    }

    /// What stands at `path`; nil when nothing does or a name on the way is no directory.
    package func entry(at path: ArchivePath) -> ArchiveEntry? {
        var directory = root
        guard let last = path.names.last else { return nil }
        for name in path.names.dropLast() {
            guard let next = directory[name]?.directory else { return nil }
            directory = next
        }
        return directory[last]
    }

    /// The file at `path`; nil when there is none or it was taken out.
    package func file(at path: ArchivePath) -> ArchiveFile? {
        entry(at: path)?.file
    }

    /// Every file that is there, directory by directory in the order of the names.
    package var files: [ArchiveFile] {
        var files: [ArchiveFile] = []
        visit { _, entry in
            if let file = entry.file { files.append(file) }
        }
        return files
    }

    /// Every path, those of directories before what is in them and with a `/` at the end; missing entries left out.
    package var paths: [String] {
        var paths: [String] = []
        visit { path, entry in
            if !entry.isMissing { paths.append(entry.directory == nil ? "\(path)" : "\(path)/") }
        }
        return paths
    }

    /// Calls `body` for every entry, a directory before its entries.
    func visit(_ body: (ArchivePath, ArchiveEntry) -> Void) {
        func visit(_ directory: ArchiveDirectory, at path: ArchivePath) {
            for element in directory.elements {
                let own = path.appending(element.name)
                body(own, element.entry)
                if let inner = element.entry.directory { visit(inner, at: own) }
            }
        }
        visit(root, at: ArchivePath([]))
    }
}
