import Errors

/// Where every part of an archive goes: breadth first, each table of contents before what it lists.
struct ArchiveLayout {
    enum Part {
        case table(TableOfContents)
        case body(ArchiveFile)
    }

    let header: ArchiveHeader
    /// In the order of their positions, without gaps, from the end of the header on.
    private(set) var parts: [Part] = []
    /// The length of the whole file in bytes.
    private(set) var size: UInt64

    init(_ archive: MerkleArchive) throws(StartError) {
        let root = ByteRegion(offset: UInt64(ArchiveHeader.byteCount), size: archive.root.tableSize)
        header = ArchiveHeader(
            signer: archive.signer, signature: archive.signature, commitment: archive.commitment, root: root)
        size = root.offset + root.size

        var queue = [ArchiveEntry.Content.directory(archive.root)]
        var next = queue.startIndex
        while next < queue.endIndex {
            switch queue[next] {
            case .file(let file):
                parts.append(.body(file))
            case .directory(let directory):
                let elements = archive.order.sorted(directory.elements, isRoot: next == queue.startIndex)
                var records: [TableOfContents.Record] = []
                records.reserveCapacity(elements.count)
                for element in elements {
                    let place = try place(element.entry)
                    if !element.entry.isMissing { queue.append(element.entry.content) }
                    records.append(
                        TableOfContents.Record(
                            name: element.name, hash: element.entry.hash, size: element.entry.size, place: place))
                }
                parts.append(.table(TableOfContents(records: records)))
            case .missing:
                break
            }
            next += 1
        }
    }

    /// Takes room for an entry's body or table.
    private mutating func place(_ entry: ArchiveEntry) throws(StartError) -> TableOfContents.Place {
        let position = size
        let length: UInt64
        let place: TableOfContents.Place
        switch entry.content {
        case .missing:
            return .missing
        case .file(let file):
            length = file.region.size
            place = .file(position: position)
        case .directory(let directory):
            length = directory.tableSize
            place = .directory(position: position, size: length)
        }
        let (end, overflow) = position.addingReportingOverflow(length)
        guard !overflow, end <= UInt64(Int64.max) else {
            throw StartError(.pack, "The package would be larger than any file can be.")
        }
        size = end
        return place
    }
}
