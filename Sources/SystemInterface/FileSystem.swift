public import Errors
public import SystemPackage

/// The files of a machine. Calls block; keep them off the cooperative pool when a disk may be slow.
///
/// All errors are `filesystem` with the path in the message, except `notFound` for a missing path.
public protocol FileSystem: Sendable {
    /// Opens a file; creates it with `permissions` first when `mode` says so.
    func open(_ path: FilePath, _ mode: FileOpenMode, permissions: FilePermissions) throws(StartError) -> any OpenFile

    /// What stands at `path`, not following a link; nil when nothing does.
    func status(of path: FilePath) throws(StartError) -> FileStatus?

    /// Makes a directory and its missing parents. An existing directory is no error.
    func createDirectory(_ path: FilePath, permissions: FilePermissions) throws(StartError)

    /// The names in a directory, sorted, without `.` and `..`.
    func list(_ path: FilePath) throws(StartError) -> [String]

    /// Renames atomically, replacing what stands at `destination`.
    func rename(_ source: FilePath, to destination: FilePath) throws(StartError)

    /// Removes a file, link or empty directory. A missing one is no error.
    func remove(_ path: FilePath) throws(StartError)

    /// Removes a directory with all that is in it, never following links. A missing one is no error.
    func removeTree(_ path: FilePath) throws(StartError)

    /// Makes the names in a directory durable (fsync of the directory).
    func synchronizeDirectory(_ path: FilePath) throws(StartError)

    /// Sets owner and group, not following a link.
    func changeOwner(of path: FilePath, user: UInt32, group: UInt32) throws(StartError)

    /// How much room the file system that `path` is on has.
    func space(at path: FilePath) throws(StartError) -> FileSystemSpace

    /// Makes a symbolic link at `path` that says `target`.
    func createSymbolicLink(_ path: FilePath, target: FilePath) throws(StartError)
}

/// The room of a file system, in bytes.
public struct FileSystemSpace: Hashable, Sendable {
    public let total: Int64
    /// What everybody may still take.
    public let available: Int64
    /// What root may still take: `available` and what is reserved for root.
    public let free: Int64

    public init(total: Int64, available: Int64, free: Int64) {
        self.total = total
        self.available = available
        self.free = free
    }
}

/// How a file is opened.
public enum FileOpenMode: Sendable {
    /// For reading; must exist.
    case read
    /// For reading and writing; made when missing.
    case readWrite
    /// For reading and writing; must not exist yet.
    case createNew
}

/// An open file. Closed by `close()` or when the last reference goes.
public protocol OpenFile: AnyObject, Sendable {
    /// Up to `count` bytes from `offset`; fewer only at the end of the file.
    func read(at offset: Int64, count: Int) throws(StartError) -> [UInt8]

    /// Writes all bytes at `offset`.
    func write(_ bytes: [UInt8], at offset: Int64) throws(StartError)

    /// The length in bytes.
    func size() throws(StartError) -> Int64

    func truncate(to size: Int64) throws(StartError)

    /// Takes room for the first `size` bytes now, so that writing them later cannot fail for want of it. The length
    /// stays as it is (fallocate(2), FALLOC_FL_KEEP_SIZE).
    func allocate(_ size: Int64) throws(StartError)

    /// Returns when content and length are on the disk (fdatasync).
    func synchronize() throws(StartError)

    /// Takes the exclusive advisory lock without waiting. Returns false when somebody else holds it.
    func lockExclusively() throws(StartError) -> Bool

    func close()
}

/// What `FileSystem.status(of:)` tells.
public struct FileStatus: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case file, directory, symbolicLink, other
    }

    public let kind: Kind
    public let size: Int64
    public let permissions: FilePermissions
    public let user: UInt32
    public let group: UInt32

    public init(kind: Kind, size: Int64, permissions: FilePermissions, user: UInt32, group: UInt32) {
        self.kind = kind
        self.size = size
        self.permissions = permissions
        self.user = user
        self.group = group
    }
}

extension StartError {
    /// Whether something could not be written because the disk, or the part of it that one may use, is full.
    public var isDiskFull: Bool {
        guard let reason = cause as? Errno else { return false }
        return reason == .noSpace || reason == .diskQuotaExceeded
    }
}

extension FileSystem {
    public func exists(_ path: FilePath) throws(StartError) -> Bool {
        try status(of: path) != nil
    }

    /// The whole content of a file of at most `limit` bytes.
    public func readFile(_ path: FilePath, limit: Int = 64 << 20) throws(StartError) -> [UInt8] {
        let file = try open(path, .read, permissions: .ownerReadWrite)
        defer { file.close() }
        let size = try file.size()
        guard size <= Int64(limit) else {
            throw StartError(.filesystem, "\(path) is larger than the \(limit) bytes that are read at once.")
        }
        // Files of /proc and /sys say zero: read until nothing more comes.
        var bytes = try file.read(at: 0, count: max(Int(size), 65_536))
        while bytes.count < limit {
            let more = try file.read(at: Int64(bytes.count), count: 65_536)
            if more.isEmpty { break }
            bytes += more
        }
        return bytes
    }

    /// The content of a text file, or nil when there is no such file.
    public func readText(_ path: FilePath) throws(StartError) -> String? {
        do throws(StartError) {
            return String(decoding: try readFile(path), as: UTF8.self)
        } catch  where error.code == .notFound {
            return nil
        }
    }

    /// Replaces a file as one step that survives a crash: written aside, made durable, renamed.
    public func replaceFile(
        _ path: FilePath,
        with bytes: [UInt8],
        permissions: FilePermissions = [.ownerReadWrite, .groupRead, .otherRead]
    ) throws(StartError) {
        let temporary = FilePath("\(path).new")
        try remove(temporary)
        let file = try open(temporary, .createNew, permissions: permissions)
        defer { file.close() }
        try file.write(bytes, at: 0)
        try file.synchronize()
        try rename(temporary, to: path)
        try synchronizeDirectory(path.removingLastComponent())
    }
}
