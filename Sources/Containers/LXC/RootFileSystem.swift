import CLinux
import Errors
import Glibc
import SystemInterface
import SystemPackage

/// Puts a container's root file system together and takes it apart. All calls block.
struct RootFileSystem: Sendable {
    let paths: ContainerPaths
    let identifiers: IdentifierRange
    let files: any FileSystem

    /// The overlay, fresh: nothing of an earlier container of this name is in it.
    ///
    /// - Parameter layers: attached mounts of the layers, untranslated, topmost first.
    func assemble(layers: [FilePath]) throws(StartError) {
        try makeDirectory(paths.directory, mode: 0o755, owner: 0)
        for path in [paths.upper, paths.work, paths.scratch] {
            try makeDirectory(path, mode: 0o755, owner: identifiers.start)
        }
        try makeDirectory(paths.rootFileSystem, mode: 0o755, owner: 0)
        let namespace = try UserNamespace(range: identifiers)
        var translated: [FilePath] = []
        for (index, layer) in layers.enumerated() {
            let place = paths.layers.appending(String(index))
            try makeDirectory(place, mode: 0o700, owner: 0)
            let mount = try DetachedMount(copying: layer)
            try mount.translate(namespace)
            try mount.attach(at: place)
            translated.append(place)
        }
        let overlay = try DetachedMount(overlay: translated, upper: paths.upper, work: paths.work)
        try overlay.share()
        try overlay.attach(at: paths.rootFileSystem)
        // The overlay holds copies of its own.
        for place in translated {
            try check(linux_unmount(place.string, 1), "unmount \(place)")
        }
    }

    /// Adds a mount below the root file system, whether or not the container runs.
    func add(_ mount: ContainerMount, to root: ConfinedDirectory) throws(StartError) {
        switch mount.source {
        case .squashfs(let file, let offset, let size):
            let detached = try DetachedMount(squashfs: file, offset: offset, size: size)
            try detached.translate(try UserNamespace(range: identifiers))
            try attach(detached, mount, isDirectory: true, to: root)
        case .owned(let path):
            try makeDirectory(path, mode: 0o755, owner: identifiers.start)
            let source = try Descriptor(opening: path, openPathOnly | O_DIRECTORY | O_NOFOLLOW)
            let detached = try DetachedMount(copying: source, path: path)
            try detached.restrict(readOnly: mount.readOnly)
            try attach(detached, mount, isDirectory: true, to: root)
        case .mapped(let path, let subpath, let map):
            let source = try openSource(path, subpath, create: !mount.readOnly)
            var status = stat()
            try check(negated(fstat(source.rawValue, &status)), "read the status of \(path)")
            let detached = try DetachedMount(copying: source, path: path)
            try detached.translate(try UserNamespace(map: map, range: identifiers))
            try detached.restrict(readOnly: mount.readOnly)
            try attach(detached, mount, isDirectory: status.st_mode & S_IFMT == S_IFDIR, to: root)
        }
    }

    /// Takes away all mounts at a place in the root file system.
    func remove(_ target: String, from root: ConfinedDirectory) throws(StartError) {
        // The place is held open and unmounted by its number: its name may lead elsewhere at any moment.
        for _ in 0..<16 {
            let place: Descriptor
            do throws(StartError) {
                place = try root.resolve(FilePath(target), openPathOnly)
            } catch  where error.code == .notFound {
                return
            }
            guard try isMountPoint(place) else { return }
            let result = linux_unmount_open(place.rawValue)
            if result == -EINVAL { return }
            try check(result, "unmount \(target)")
        }
    }

    func write(_ file: ContainerFile, to root: ConfinedDirectory) throws(StartError) {
        let path = FilePath(file.path)
        try root.createDirectory(path.removingLastComponent(), permissions: FilePermissions(rawValue: 0o755))
        // What the image has there, even a link, gives way.
        try root.remove(path)
        let open = try root.open(path, .createNew, permissions: file.permissions)
        defer { open.close() }
        try open.write(file.content, at: 0)
    }

    /// Unmounts everything and removes the container's directory.
    func dismantle() throws(StartError) {
        guard try files.exists(paths.directory) else { return }
        // Detaching the root takes everything below along in one go, which is far quicker than one by one.
        _ = linux_unmount(paths.rootFileSystem.string, 1)
        try MountTable.unmountAll(within: paths.directory, files)
        try files.removeTree(paths.directory)
    }

    private func attach(
        _ detached: consuming DetachedMount, _ mount: ContainerMount, isDirectory: Bool, to root: ConfinedDirectory
    ) throws(StartError) {
        let target = FilePath(mount.target)
        let permissions = FilePermissions(rawValue: 0o755)
        if isDirectory {
            try root.createDirectory(target, permissions: permissions)
        } else {
            try root.createDirectory(target.removingLastComponent(), permissions: permissions)
            if try !root.exists(target) {
                try root.open(target, .createNew, permissions: FilePermissions(rawValue: 0o644)).close()
            }
        }
        let place = try root.resolve(target, isDirectory ? openPathOnly | O_DIRECTORY : openPathOnly)
        try detached.attach(on: place, path: mount.target)
    }

    /// Opens what is mounted. What lies below `path` may be a trap, so it is found without leaving `path`.
    private func openSource(
        _ path: FilePath, _ subpath: FilePath?, create: Bool
    ) throws(StartError) -> Descriptor {
        guard let subpath, !subpath.components.isEmpty else {
            if create, try !files.exists(path) { try makeDirectory(path, mode: 0o755, owner: 0) }
            return try Descriptor(opening: path, openPathOnly | O_NOFOLLOW)
        }
        // On disk an id is what the container sees: the root is 0.
        let directory = try ConfinedDirectory(path, owner: 0)
        if create, try !directory.exists(subpath) {
            try directory.createDirectory(subpath, permissions: FilePermissions(rawValue: 0o755))
        }
        return try directory.resolve(subpath, openPathOnly)
    }

    private func isMountPoint(_ place: borrowing Descriptor) throws(StartError) -> Bool {
        let result = linux_is_mount_root(place.rawValue)
        try check(result, "read the status of a mount")
        return result == 1
    }

    private func makeDirectory(_ path: FilePath, mode: mode_t, owner: UInt32) throws(StartError) {
        try files.createDirectory(path, permissions: FilePermissions(rawValue: mode))
        try files.changeOwner(of: path, user: owner, group: owner)
    }
}
