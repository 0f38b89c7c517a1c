public import Errors
public import SystemInterface
public import SystemPackage

import CLinux
import Glibc

/// The files of this machine. Every call is the plain system call and blocks for as long as it does.
public struct LiveFileSystem: FileSystem {
    public init() {}

    public func open(
        _ path: FilePath, _ mode: FileOpenMode, permissions: FilePermissions
    ) throws(StartError) -> any OpenFile {
        let flags =
            switch mode {
            case .read: O_RDONLY
            case .readWrite: O_RDWR | O_CREAT
            case .createNew: O_RDWR | O_CREAT | O_EXCL
            }
        let descriptor = retrying { Glibc.open(path.string, flags | O_CLOEXEC, permissions.rawValue) }
        guard descriptor >= 0 else { throw failure("open", path) }
        return LiveOpenFile(descriptor: descriptor, path: path)
    }

    public func status(of path: FilePath) throws(StartError) -> FileStatus? {
        var status = stat()
        guard lstat(path.string, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw failure("read the status of", path)
        }
        return FileStatus(status)
    }

    public func createDirectory(_ path: FilePath, permissions: FilePermissions) throws(StartError) {
        if mkdir(path.string, permissions.rawValue) == 0 { return }
        if errno == ENOENT {
            let parent = path.removingLastComponent()
            guard !parent.isEmpty, parent != path else { throw failure("create", path) }
            try createDirectory(parent, permissions: permissions)
            if mkdir(path.string, permissions.rawValue) == 0 { return }
        }
        guard errno == EEXIST else { throw failure("create", path) }
        var status = stat()
        guard stat(path.string, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw StartError(.filesystem, "Cannot create the directory \(path): a file of that name is in its place.")
        }
    }

    public func list(_ path: FilePath) throws(StartError) -> [String] {
        guard let directory = opendir(path.string) else { throw failure("list", path) }
        defer { closedir(directory) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(directory) else {
                guard errno == 0 else { throw failure("list", path) }
                return names.sorted()
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
    }

    public func rename(_ source: FilePath, to destination: FilePath) throws(StartError) {
        guard Glibc.rename(source.string, destination.string) == 0 else { throw failure("rename", source) }
    }

    public func remove(_ path: FilePath) throws(StartError) {
        guard Glibc.remove(path.string) == 0 || errno == ENOENT else { throw failure("remove", path) }
    }

    public func removeTree(_ path: FilePath) throws(StartError) {
        let result = linux_remove_tree(AT_FDCWD, path.string)
        guard result >= 0 else { throw failure("remove", path, code: -result) }
    }

    public func synchronizeDirectory(_ path: FilePath) throws(StartError) {
        let descriptor = retrying { Glibc.open(path.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw failure("open", path) }
        defer { close(descriptor) }
        guard retrying({ fsync(descriptor) }) == 0 else { throw failure("make durable", path) }
    }

    public func changeOwner(of path: FilePath, user: UInt32, group: UInt32) throws(StartError) {
        guard lchown(path.string, user, group) == 0 else { throw failure("change the owner of", path) }
    }

    public func space(at path: FilePath) throws(StartError) -> FileSystemSpace {
        var space = statvfs()
        guard retrying({ statvfs(path.string, &space) }) == 0 else { throw failure("read the free space at", path) }
        let unit = Int64(space.f_frsize)
        return FileSystemSpace(
            total: Int64(space.f_blocks) * unit, available: Int64(space.f_bavail) * unit,
            free: Int64(space.f_bfree) * unit)
    }

    public func createSymbolicLink(_ path: FilePath, target: FilePath) throws(StartError) {
        guard symlink(target.string, path.string) == 0 else { throw failure("create the link", path) }
    }
}

/// Repeats a call that a signal interrupted.
func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result != -1 || errno != EINTR { return result }
    }
}

/// What a failed call on `path` is told as; `code` is the errno.
func failure(_ what: String, _ path: FilePath, code: CInt = errno) -> StartError {
    let kind: ErrorCode = code == ENOENT ? .notFound : .filesystem
    return StartError(kind, "Cannot \(what) \(path): \(Errno(rawValue: code)).", cause: Errno(rawValue: code))
}

extension FileStatus {
    init(_ status: stat) {
        let kind: Kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .symbolicLink
            default: .other
            }
        self.init(
            kind: kind,
            size: Int64(status.st_size),
            permissions: FilePermissions(rawValue: status.st_mode & 0o7777),
            user: status.st_uid,
            group: status.st_gid
        )
    }
}
