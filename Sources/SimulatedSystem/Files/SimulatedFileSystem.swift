public import Errors
import Synchronization
public import SystemInterface
public import SystemPackage

/// Files in memory that behave like those of a machine whose power may go at any moment.
///
/// Only what was synchronised is sure to survive `restart`: of an unsynchronised write any part may be there, of the
/// unsynchronised names of a directory the state at any moment since its last fsync. Equal seeds and equal calls give
/// equal outcomes. Paths are absolute; permissions are kept but not enforced.
public final class SimulatedFileSystem: FileSystem {
    let disk: Mutex<SimulatedDisk>
    private let hook = Mutex<(@Sendable () -> Void)?>(nil)

    public init(seed: UInt64 = 0) {
        disk = Mutex(SimulatedDisk(seed: seed))
    }

    private init(_ disk: SimulatedDisk) {
        self.disk = Mutex(disk)
    }

    // MARK: Faults

    /// Sets what goes wrong, or nil for a disk that works.
    public func setFault(_ fault: DiskFault?) {
        disk.withLock { $0.fault = fault }
    }

    /// Called at the beginning of every `synchronize()` of a file, outside of any lock: a test may wait in it.
    public func setSynchronizationHook(_ body: (@Sendable () -> Void)?) {
        hook.withLock { $0 = body }
    }

    /// Sets how many bytes all files together may take; nil: any number.
    public func setCapacity(_ bytes: Int?) {
        disk.withLock { $0.capacity = bytes }
    }

    public var counters: DiskCounters { disk.withLock { $0.counters } }

    /// Takes the power away and gives it back: locks are gone, open files are dead, counters start again.
    public func restart(seed: UInt64) {
        disk.withLock { disk in
            var random = SeededGenerator(seed: seed)
            disk.restart(&random)
        }
    }

    /// What `restart` would leave, as another file system; this one goes on.
    public func restarted(seed: UInt64) -> SimulatedFileSystem {
        var copy = disk.withLock { $0 }
        var random = SeededGenerator(seed: seed)
        copy.restart(&random)
        return SimulatedFileSystem(copy)
    }

    func runHook() {
        hook.withLock { $0 }?()
    }

    /// Runs `body` on the disk. (`Mutex.withLock` with the one error type.)
    func withDisk<Result: Sendable>(
        _ body: (inout SimulatedDisk) throws(StartError) -> Result
    ) throws(StartError) -> Result {
        try disk.withLock { (disk) throws(StartError) in
            try disk.checkRunning()
            return try body(&disk)
        }
    }

    // MARK: FileSystem

    public func open(
        _ path: FilePath, _ mode: FileOpenMode, permissions: FilePermissions
    ) throws(StartError) -> any OpenFile {
        let (inode, boot) = try withDisk { (disk) throws(StartError) in
            if let inode = try disk.find(path, followingLast: mode != .createNew) {
                guard mode != .createNew else { throw StartError(.filesystem, "\(path) exists already.") }
                guard disk[inode]?.kind == .file else { throw StartError(.filesystem, "\(path) is no file.") }
                return (inode, disk.boot)
            }
            guard mode != .read else { throw StartError(.notFound, "There is no file \(path).") }
            let (directory, name) = try disk.parent(of: path)
            let inode = disk.add(SimulatedInode(kind: .file, permissions: permissions))
            try disk.change(path) { $0[directory]?.make([(name, inode)]) }
            return (inode, disk.boot)
        }
        return SimulatedOpenFile(self, inode: inode, boot: boot, path: path, isWritable: mode != .read)
    }

    public func status(of path: FilePath) throws(StartError) -> FileStatus? {
        try withDisk { (disk) throws(StartError) in
            guard let number = try disk.find(path, followingLast: false), let inode = disk[number] else { return nil }
            return FileStatus(
                kind: inode.kind, size: Int64(inode.content.count), permissions: inode.permissions, user: inode.user,
                group: inode.group)
        }
    }

    public func createDirectory(_ path: FilePath, permissions: FilePermissions) throws(StartError) {
        var current = FilePath("/")
        for component in path.components {
            current.append(component)
            let step = current
            try withDisk { (disk) throws(StartError) in
                if let inode = try disk.find(step) {
                    guard disk[inode]?.kind == .directory else {
                        throw StartError(.filesystem, "\(step) exists and is no directory.")
                    }
                    return
                }
                let (directory, name) = try disk.parent(of: step)
                let inode = disk.add(SimulatedInode(kind: .directory, permissions: permissions))
                try disk.change(step) { $0[directory]?.make([(name, inode)]) }
            }
        }
    }

    public func list(_ path: FilePath) throws(StartError) -> [String] {
        try withDisk { (disk) throws(StartError) in
            guard let inode = try disk.find(path) else { throw StartError(.notFound, "There is no directory \(path).") }
            guard disk[inode]?.kind == .directory else { throw StartError(.filesystem, "\(path) is no directory.") }
            return disk[inode]?.entries.keys.sorted() ?? []
        }
    }

    public func rename(_ source: FilePath, to destination: FilePath) throws(StartError) {
        try withDisk { (disk) throws(StartError) in
            guard let inode = try disk.find(source, followingLast: false) else {
                throw StartError(.notFound, "There is nothing at \(source) to rename.")
            }
            let from = try disk.parent(of: source)
            let to = try disk.parent(of: destination)
            if let existing = disk[to.directory]?.entries[to.name], let old = disk[existing] {
                guard existing != inode else { return }
                let isDirectory = disk[inode]?.kind == .directory
                guard (old.kind == .directory) == isDirectory, old.entries.isEmpty else {
                    throw StartError(.filesystem, "\(destination) is in the way of \(source).")
                }
            }
            try disk.change(source) { disk in
                if from.directory == to.directory {
                    disk[from.directory]?.make([(from.name, nil), (to.name, inode)])
                } else {
                    disk[to.directory]?.make([(to.name, inode)])
                    disk[from.directory]?.make([(from.name, nil)])
                }
            }
        }
    }

    public func remove(_ path: FilePath) throws(StartError) {
        try withDisk { (disk) throws(StartError) in
            guard let inode = try disk.find(path, followingLast: false) else { return }
            guard disk[inode]?.entries.isEmpty ?? true else {
                throw StartError(.filesystem, "The directory \(path) is not empty.")
            }
            let (directory, name) = try disk.parent(of: path)
            try disk.change(path) { $0[directory]?.make([(name, nil)]) }
        }
    }

    public func removeTree(_ path: FilePath) throws(StartError) {
        guard let status = try status(of: path) else { return }
        if status.kind == .directory {
            for name in try list(path) { try removeTree(path.appending(name)) }
        }
        try remove(path)
    }

    public func synchronizeDirectory(_ path: FilePath) throws(StartError) {
        try withDisk { (disk) throws(StartError) in
            guard let inode = try disk.find(path), disk[inode]?.kind == .directory else {
                throw StartError(.notFound, "There is no directory \(path).")
            }
            try disk.synchronize(inode, path)
            disk.counters.directorySynchronizations += 1
        }
    }

    public func changeOwner(of path: FilePath, user: UInt32, group: UInt32) throws(StartError) {
        try withDisk { (disk) throws(StartError) in
            guard let inode = try disk.find(path, followingLast: false) else {
                throw StartError(.notFound, "There is nothing at \(path).")
            }
            disk[inode]?.user = user
            disk[inode]?.group = group
        }
    }

    public func space(at path: FilePath) throws(StartError) -> FileSystemSpace {
        try withDisk { (disk) throws(StartError) in
            guard try disk.find(path) != nil else { throw StartError(.notFound, "There is nothing at \(path).") }
            let free = Int64(disk.free)
            return FileSystemSpace(total: Int64(disk.capacity ?? 1 << 50), available: free, free: free)
        }
    }

    public func createSymbolicLink(_ path: FilePath, target: FilePath) throws(StartError) {
        try withDisk { (disk) throws(StartError) in
            guard try disk.find(path, followingLast: false) == nil else {
                throw StartError(.filesystem, "\(path) exists already.")
            }
            let (directory, name) = try disk.parent(of: path)
            var link = SimulatedInode(kind: .symbolicLink, permissions: FilePermissions(rawValue: 0o777))
            link.target = target
            let inode = disk.add(link)
            try disk.change(path) { $0[directory]?.make([(name, inode)]) }
        }
    }
}
