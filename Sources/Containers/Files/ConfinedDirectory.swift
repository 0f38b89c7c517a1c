package import Errors
package import SystemInterface
package import SystemPackage

import CLinux
import Glibc

/// A directory that a container can write to, as a file system of its own: whatever stands in it, links included,
/// no path leads out of it.
///
/// Paths are resolved as a process whose root is this directory would (openat2(2) with RESOLVE_IN_ROOT), so `/etc` and
/// `etc` are the same. Only regular files are opened.
package final class ConfinedDirectory: FileSystem {
    private let root: Descriptor
    private let path: FilePath
    /// Who owns what is made through this value; nil: the daemon.
    private let owner: UInt32?

    /// - Parameter path: a directory that no container has a say in, up to its last name.
    package init(_ path: FilePath, owner: UInt32? = nil) throws(StartError) {
        self.root = try Descriptor(opening: path, openPathOnly | O_DIRECTORY | O_NOFOLLOW)
        self.path = path
        self.owner = owner
    }

    package func open(
        _ path: FilePath, _ mode: FileOpenMode, permissions: FilePermissions
    ) throws(StartError) -> any OpenFile {
        // Without O_NONBLOCK a named pipe in place of the file would hold the daemon up.
        let flags =
            switch mode {
            case .read: O_RDONLY
            case .readWrite: O_RDWR | O_CREAT
            case .createNew: O_RDWR | O_CREAT | O_EXCL
            }
        let bits = mode == .read ? 0 : CUnsignedInt(permissions.rawValue)
        let file = try resolve(path, flags | O_NONBLOCK | O_NOCTTY, permissions: bits)
        var status = stat()
        try check(negated(fstat(file.rawValue, &status)), "read the status of \(path)")
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw StartError(.filesystem, "\(path) in \(self.path) is not a regular file.")
        }
        if mode != .read, let owner, status.st_uid != owner {
            try check(negated(fchown(file.rawValue, owner, owner)), "change the owner of \(path)")
        }
        return DescriptorFile(file, path: path)
    }

    package func status(of path: FilePath) throws(StartError) -> FileStatus? {
        let result = linux_openat2(
            root.rawValue, relative(path), openPathOnly | O_NOFOLLOW, 0, Self.confinement)
        if result == -ENOENT || result == -ENOTDIR { return nil }
        let file = try Descriptor(result, "find \(path) in \(self.path)")
        var status = stat()
        try check(negated(fstat(file.rawValue, &status)), "read the status of \(path)")
        let kind: FileStatus.Kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .symbolicLink
            default: .other
            }
        return FileStatus(
            kind: kind, size: Int64(status.st_size), permissions: FilePermissions(rawValue: status.st_mode & 0o7777),
            user: status.st_uid, group: status.st_gid)
    }

    package func createDirectory(_ path: FilePath, permissions: FilePermissions) throws(StartError) {
        var reached = FilePath("/")
        for component in path.components {
            let next = reached.appending(component)
            let found = linux_openat2(root.rawValue, relative(next), openPathOnly | O_DIRECTORY, 0, Self.confinement)
            if found == -ENOENT {
                let parent = try resolve(reached, openPathOnly | O_DIRECTORY)
                let made = negated(mkdirat(parent.rawValue, component.string, permissions.rawValue))
                if made != -EEXIST { try check(made, "create \(next) in \(self.path)") }
                if made == 0, let owner {
                    let result = fchownat(parent.rawValue, component.string, owner, owner, AT_SYMLINK_NOFOLLOW)
                    try check(negated(result), "change the owner of \(next)")
                }
                _ = try resolve(next, openPathOnly | O_DIRECTORY)
            } else {
                _ = try Descriptor(found, "open the directory \(next) in \(self.path)")
            }
            reached = next
        }
    }

    package func list(_ path: FilePath) throws(StartError) -> [String] {
        let directory = try resolve(path, O_RDONLY | O_DIRECTORY)
        // The stream takes the descriptor over.
        guard let stream = fdopendir(directory.take()) else { throw StartError(systemCall: errno, "list \(path)") }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw StartError(systemCall: errno, "list \(path)") }
                return names.sorted()
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
    }

    package func rename(_ source: FilePath, to destination: FilePath) throws(StartError) {
        try withParent(of: source) { from, name throws(StartError) in
            try withParent(of: destination) { to, newName throws(StartError) in
                try check(negated(renameat(from, name, to, newName)), "rename \(source) in \(self.path)")
            }
        }
    }

    package func remove(_ path: FilePath) throws(StartError) {
        try onExistingParent(of: path) { parent, name throws(StartError) in
            var result = negated(unlinkat(parent, name, 0))
            if result == -EISDIR { result = negated(unlinkat(parent, name, AT_REMOVEDIR)) }
            if result != -ENOENT { try check(result, "remove \(path) in \(self.path)") }
        }
    }

    package func removeTree(_ path: FilePath) throws(StartError) {
        try onExistingParent(of: path) { parent, name throws(StartError) in
            try check(linux_remove_tree(parent, name), "remove \(path) in \(self.path)")
        }
    }

    package func synchronizeDirectory(_ path: FilePath) throws(StartError) {
        let directory = try resolve(path, O_RDONLY | O_DIRECTORY)
        try check(negated(fsync(directory.rawValue)), "make \(path) durable")
    }

    package func changeOwner(of path: FilePath, user: UInt32, group: UInt32) throws(StartError) {
        try withParent(of: path) { parent, name throws(StartError) in
            try check(
                negated(fchownat(parent, name, user, group, AT_SYMLINK_NOFOLLOW)),
                "change the owner of \(path) in \(self.path)")
        }
    }

    package func space(at path: FilePath) throws(StartError) -> FileSystemSpace {
        let place = try resolve(path, openPathOnly)
        var space = statvfs()
        try check(negated(fstatvfs(place.rawValue, &space)), "read the free space at \(path)")
        let unit = Int64(space.f_frsize)
        return FileSystemSpace(
            total: Int64(space.f_blocks) * unit, available: Int64(space.f_bavail) * unit,
            free: Int64(space.f_bfree) * unit)
    }

    package func createSymbolicLink(_ path: FilePath, target: FilePath) throws(StartError) {
        try withParent(of: path) { parent, name throws(StartError) in
            try check(negated(symlinkat(target.string, parent, name)), "create the link \(path) in \(self.path)")
            guard let owner else { return }
            try check(
                negated(fchownat(parent, name, owner, owner, AT_SYMLINK_NOFOLLOW)), "change the owner of \(path)")
        }
    }
}

extension ConfinedDirectory {
    private static let confinement = UInt64(LINUX_RESOLVE_IN_ROOT | LINUX_RESOLVE_NO_MAGICLINKS)

    /// Opens what `path` leads to.
    func resolve(
        _ path: FilePath, _ flags: CInt, permissions: CUnsignedInt = 0
    ) throws(StartError) -> Descriptor {
        let result = linux_openat2(root.rawValue, relative(path), flags, permissions, Self.confinement)
        return try Descriptor(result, "open \(path) in \(self.path)")
    }

    private func relative(_ path: FilePath) -> String {
        path.isEmpty ? "." : path.string
    }

    /// Hands over the directory that `path` is in, and its last name.
    private func withParent(
        of path: FilePath, _ body: (CInt, String) throws(StartError) -> Void
    ) throws(StartError) {
        guard let last = path.lastComponent, last.kind == .regular else {
            throw StartError(.invalidRequest, "\(path) does not end with a name.")
        }
        let parent = try resolve(path.removingLastComponent(), openPathOnly | O_DIRECTORY)
        try body(parent.rawValue, last.string)
    }

    private func onExistingParent(
        of path: FilePath, _ body: (CInt, String) throws(StartError) -> Void
    ) throws(StartError) {
        do throws(StartError) {
            try withParent(of: path, body)
        } catch  where error.code == .notFound {}
    }
}
