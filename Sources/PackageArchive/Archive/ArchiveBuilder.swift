package import Errors

/// Collects files for a new archive, then signs it.
package struct ArchiveBuilder {
    private indirect enum Node {
        case file(ArchiveFile)
        case missing(hash: [UInt8], size: UInt64)
        case directory([EntryName: Node])
    }

    private var root: [EntryName: Node] = [:]

    package init() {}

    /// Starts with the content of an existing archive, to be changed and signed anew.
    package init(_ archive: MerkleArchive) {
        func node(_ entry: ArchiveEntry) -> Node {
            switch entry.content {
            case .missing: .missing(hash: entry.hash, size: entry.size)
            case .file(let file): .file(file)
            case .directory(let directory): .directory(nodes(directory))
            }
        }
        func nodes(_ directory: ArchiveDirectory) -> [EntryName: Node] {
            var nodes: [EntryName: Node] = [:]
            for element in directory.elements { nodes[element.name] = node(element.entry) }
            return nodes
        }
        root = nodes(archive.root)
    }

    /// Adds a file, or replaces the one at `path`. The source is hashed now and read again when the archive is written.
    ///
    /// - Throws: `pack` when a file and a directory would bear the same name; `parseS9pk` for a path that cannot be.
    package mutating func add(_ source: any ByteSource, at path: String) throws(StartError) {
        let path = try ArchivePath(path)
        let file = try ArchiveFile(packing: source, at: path)
        try Self.insert(.file(file), at: path.names[...], of: path, into: &root)
    }

    /// Adds a file with this content, or replaces the one at `path`.
    package mutating func add(_ content: [UInt8], at path: String) throws(StartError) {
        try add(MemorySource(content), at: path)
    }

    /// Takes out what stands at `path`, as if it had never been added. Directories left empty go too.
    package mutating func remove(_ path: String) throws(StartError) {
        let path = try ArchivePath(path)
        Self.remove(path.names[...], from: &root)
    }

    private static func insert(
        _ node: Node, at names: ArraySlice<EntryName>, of path: ArchivePath, into nodes: inout [EntryName: Node]
    ) throws(StartError) {
        guard let name = names.first else { return }
        if names.count == 1 {
            if case .directory? = nodes[name] {
                throw StartError(.pack, "\(path) is a directory in the package and cannot be a file as well.")
            }
            nodes[name] = node
            return
        }
        var inner: [EntryName: Node] = [:]
        switch nodes[name] {
        case .directory(let existing)?: inner = existing
        case nil: break
        default: throw StartError(.pack, "\(name) is a file in the package; \(path) cannot be in it.")
        }
        try insert(node, at: names.dropFirst(), of: path, into: &inner)
        nodes[name] = .directory(inner)
    }

    private static func remove(_ names: ArraySlice<EntryName>, from nodes: inout [EntryName: Node]) {
        guard let name = names.first else { return }
        if names.count == 1 {
            nodes[name] = nil
        } else if case .directory(var inner)? = nodes[name] {
            remove(names.dropFirst(), from: &inner)
            nodes[name] = inner.isEmpty ? nil : .directory(inner)
        }
    }

    /// The archive, signed with `key`.
    package func sign(with key: SigningKey) -> MerkleArchive {
        MerkleArchive(signing: Self.directory(root), with: key)
    }

    private static func directory(_ nodes: [EntryName: Node]) -> ArchiveDirectory {
        ArchiveDirectory(
            nodes.map { name, node in
                let entry =
                    switch node {
                    case .file(let file): ArchiveEntry(file)
                    case .missing(let hash, let size): ArchiveEntry(hash: hash, size: size, content: .missing)
                    case .directory(let inner): ArchiveEntry(directory(inner))
                    }
                return ArchiveDirectory.Element(name: name, entry: entry)
            })
    }
}
