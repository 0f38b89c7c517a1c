public import Errors
import Synchronization
public import SystemInterface
import SystemPackage

/// An open file of a `SimulatedFileSystem`.
public final class SimulatedOpenFile: OpenFile {
    private let fileSystem: SimulatedFileSystem
    private let inode: Int
    private let boot: Int
    private let path: FilePath
    private let isWritable: Bool
    private let isClosed = Mutex(false)

    init(_ fileSystem: SimulatedFileSystem, inode: Int, boot: Int, path: FilePath, isWritable: Bool) {
        self.fileSystem = fileSystem
        self.inode = inode
        self.boot = boot
        self.path = path
        self.isWritable = isWritable
    }

    deinit {
        close()
    }

    public func read(at offset: Int64, count: Int) throws(StartError) -> [UInt8] {
        try withInode { (disk) throws(StartError) in
            guard let content = disk[inode]?.content, offset >= 0, offset < content.count else { return [] }
            return Array(content[Int(offset)...].prefix(count))
        }
    }

    public func write(_ bytes: [UInt8], at offset: Int64) throws(StartError) {
        try withInode(writing: true) { (disk) throws(StartError) in
            disk.counters.writes += 1
            let end = Int(offset) + bytes.count
            let missing = end - (disk[inode]?.room ?? 0) - disk.free
            guard missing <= 0 else {
                // Like the kernel: what fits is written.
                disk[inode]?.make(.write(Array(bytes.dropLast(missing)), offset: Int(offset)))
                throw SimulatedDisk.full(path)
            }
            switch try disk.admit(path) {
            case .whole:
                disk[inode]?.make(.write(bytes, offset: Int(offset)))
            case .part(let error):
                let part = bytes.prefix(Int.random(in: 0...bytes.count, using: &disk.random))
                disk[inode]?.make(.write(Array(part), offset: Int(offset)))
                throw error
            }
        }
    }

    public func size() throws(StartError) -> Int64 {
        try withInode { (disk) throws(StartError) in Int64(disk[inode]?.content.count ?? 0) }
    }

    public func truncate(to size: Int64) throws(StartError) {
        try withInode(writing: true) { (disk) throws(StartError) in
            try disk.change(path) { $0[inode]?.make(.truncate(Int(size))) }
        }
    }

    public func allocate(_ size: Int64) throws(StartError) {
        try withInode(writing: true) { (disk) throws(StartError) in
            guard Int(size) - (disk[inode]?.room ?? 0) <= disk.free else { throw SimulatedDisk.full(path) }
            try disk.change(path) { $0[inode]?.allocate(Int(size)) }
        }
    }

    public func synchronize() throws(StartError) {
        fileSystem.runHook()
        try withInode { (disk) throws(StartError) in
            disk.counters.synchronizations += 1
            try disk.synchronize(inode, path)
        }
    }

    public func lockExclusively() throws(StartError) -> Bool {
        let me = ObjectIdentifier(self)
        return try withInode { (disk) throws(StartError) in
            guard disk.locks[inode, default: me] == me else { return false }
            disk.locks[inode] = me
            return true
        }
    }

    public func close() {
        let wasOpen = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return !isClosed
        }
        guard wasOpen else { return }
        let me = ObjectIdentifier(self)
        fileSystem.disk.withLock { disk in
            if disk.boot == boot, disk.locks[inode] == me { disk.locks[inode] = nil }
        }
    }

    private func withInode<Result: Sendable>(
        writing: Bool = false, _ body: (inout SimulatedDisk) throws(StartError) -> Result
    ) throws(StartError) -> Result {
        guard !isClosed.withLock({ $0 }) else { throw StartError(.filesystem, "\(path) is closed.") }
        guard isWritable || !writing else { throw StartError(.filesystem, "\(path) is open for reading only.") }
        return try fileSystem.withDisk { (disk) throws(StartError) in
            guard disk.boot == boot else {
                throw StartError(.filesystem, "\(path) was opened before the simulated machine restarted.")
            }
            return try body(&disk)
        }
    }
}

extension SimulatedDisk {
    static func full(_ path: FilePath) -> StartError {
        StartError(.filesystem, "Cannot write \(path): the simulated disk is full.", cause: Errno.noSpace)
    }

    /// fsync of a file or directory.
    mutating func synchronize(_ inode: Int, _ path: FilePath) throws(StartError) {
        switch try admit(path) {
        case .whole:
            self[inode]?.synchronize()
        case .part(let error):
            var generator = random
            self[inode]?.synchronizeBadly(&generator)
            random = generator
            throw error
        }
    }
}
