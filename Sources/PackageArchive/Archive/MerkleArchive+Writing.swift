package import Errors
package import SystemInterface

extension MerkleArchive {
    /// The length of the stored form in bytes.
    package func storedSize() throws(StartError) -> UInt64 {
        try ArchiveLayout(self).size
    }

    /// Writes the stored form to `file` from its start on. Every body is verified while it is copied.
    ///
    /// Durability is the caller's: `synchronize()`, then rename.
    /// - Parameter progress: Called with the bytes written so far.
    /// - Throws: `invalidSignature` when a body is not what its hash says, `filesystem`.
    package func write(
        to file: any OpenFile, progress: (UInt64) -> Void = { _ in }
    ) throws(StartError) {
        var offset: UInt64 = 0
        try emit { bytes throws(StartError) in
            try file.write(bytes, at: Int64(offset))
            offset += UInt64(bytes.count)
            progress(offset)
        }
    }

    /// The stored form in memory: for small archives.
    package func bytes() throws(StartError) -> [UInt8] {
        var all: [UInt8] = []
        try emit { bytes throws(StartError) in all += bytes }
        return all
    }

    private func emit(_ sink: ([UInt8]) throws(StartError) -> Void) throws(StartError) {
        let layout = try ArchiveLayout(self)
        try sink(layout.header.bytes)
        for part in layout.parts {
            switch part {
            case .table(let table): try sink(table.bytes)
            case .body(let file): try file.forEachPiece(sink)
            }
        }
    }

    /// The same archive without the files that `isKept` refuses; signature and commitment stay as they are.
    ///
    /// A directory nothing is kept of goes as a whole.
    package func filtered(_ isKept: (ArchivePath) -> Bool) -> MerkleArchive {
        MerkleArchive(
            signer: signer, signature: signature, commitment: commitment,
            root: root.filtered(at: ArchivePath([]), isKept), order: order)
    }
}

extension ArchiveDirectory {
    fileprivate func filtered(at path: ArchivePath, _ isKept: (ArchivePath) -> Bool) -> ArchiveDirectory {
        ArchiveDirectory(
            elements.map { element in
                let own = path.appending(element.name)
                let content: ArchiveEntry.Content
                switch element.entry.content {
                case .missing:
                    content = .missing
                case .file(let file):
                    content = isKept(own) ? .file(file) : .missing
                case .directory(let directory):
                    let inner = directory.filtered(at: own, isKept)
                    content = inner.elements.contains { !$0.entry.isMissing } ? .directory(inner) : .missing
                }
                let entry = ArchiveEntry(hash: element.entry.hash, size: element.entry.size, content: content)
                return Element(name: element.name, entry: entry)
            })
    }
}
