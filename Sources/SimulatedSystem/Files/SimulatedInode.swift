import SystemInterface
import SystemPackage

/// A file, directory or link: as running programs see it, and as it stands on the disk.
struct SimulatedInode {
    enum Change {
        case write([UInt8], offset: Int)
        case truncate(Int)
    }

    /// Changes of names that reach the disk together or not at all; nil removes a name.
    typealias EntryChange = [(name: String, inode: Int?)]

    let kind: FileStatus.Kind
    var permissions: FilePermissions
    var user: UInt32 = 0
    var group: UInt32 = 0
    /// Where a link leads.
    var target = FilePath("/")

    var content: [UInt8] = []
    /// Room that was taken for the file, in bytes from its beginning.
    private(set) var allocated = 0
    private(set) var durableContent: [UInt8] = []
    private var changes: [Change] = []

    var entries: [String: Int] = [:]
    private(set) var durableEntries: [String: Int] = [:]
    private var entryChanges: [EntryChange] = []

    init(kind: FileStatus.Kind, permissions: FilePermissions) {
        self.kind = kind
        self.permissions = permissions
    }

    /// The room that the file takes.
    var room: Int { max(content.count, allocated) }

    mutating func allocate(_ size: Int) {
        allocated = max(allocated, size)
    }

    mutating func make(_ change: Change) {
        // Cutting a file gives back what lies behind its end.
        if case .truncate = change { allocated = 0 }
        Self.apply(change, to: &content)
        changes.append(change)
    }

    mutating func make(_ change: EntryChange) {
        for (name, inode) in change { entries[name] = inode }
        entryChanges.append(change)
    }

    mutating func synchronize() {
        for change in changes { Self.apply(change, to: &durableContent) }
        changes = []
        for change in entryChanges {
            for (name, inode) in change { durableEntries[name] = inode }
        }
        entryChanges = []
    }

    /// What a failed fsync leaves behind: some of the changes reached the disk, and the system forgets that the others
    /// did not, so that a later fsync will not write them either.
    mutating func synchronizeBadly(_ random: inout SeededGenerator) {
        keepSome(&random)
        changes = []
        entryChanges = []
    }

    /// What a crash leaves: any part of each unsynchronised write, the names as they were at some moment since the last
    /// fsync of the directory.
    mutating func crash(_ random: inout SeededGenerator) {
        keepSome(&random)
        changes = []
        entryChanges = []
        content = durableContent
        entries = durableEntries
    }

    private mutating func keepSome(_ random: inout SeededGenerator) {
        for change in changes {
            guard let part = Self.part(of: change, &random) else { continue }
            for piece in part { Self.apply(piece, to: &durableContent) }
        }
        for change in entryChanges.prefix(Int.random(in: 0...entryChanges.count, using: &random)) {
            for (name, inode) in change { durableEntries[name] = inode }
        }
    }

    /// All of a change, none of it, its beginning, or the file grown with some sectors still zero.
    private static func part(of change: Change, _ random: inout SeededGenerator) -> [Change]? {
        guard case .write(let bytes, let offset) = change else { return Bool.random(using: &random) ? [change] : nil }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return nil
        case 1: return [change]
        case 2: return [.write(Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random))), offset: offset)]
        default:
            let sector = 512
            var pieces: [Change] = []
            var start = 0
            while start < bytes.count {
                let end = min(bytes.count, ((offset + start) / sector + 1) * sector - offset)
                let kept =
                    Bool.random(using: &random) ? Array(bytes[start..<end]) : [UInt8](repeating: 0, count: end - start)
                pieces.append(.write(kept, offset: offset + start))
                start = end
            }
            return pieces
        }
    }

    private static func apply(_ change: Change, to content: inout [UInt8]) {
        switch change {
        case .truncate(let size):
            if size < content.count {
                content.removeLast(content.count - size)
            } else {
                content.append(contentsOf: repeatElement(0, count: size - content.count))
            }
        case .write(let bytes, let offset):
            if content.count < offset + bytes.count {
                let missing = max(0, offset - content.count)
                content.append(contentsOf: repeatElement(0, count: missing))
                let inside = content.count - offset
                content.replaceSubrange(offset..., with: bytes.prefix(inside))
                content.append(contentsOf: bytes.dropFirst(inside))
            } else {
                content.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
            }
        }
    }
}
