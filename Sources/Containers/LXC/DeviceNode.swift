import CLinux
import Errors
import Glibc
import SystemInterface
import SystemPackage

/// A device of the host that a container may use.
struct DeviceNode: Hashable, Sendable {
    /// Absolute path, the same on the host and in the container.
    let path: String
    let mode: mode_t
    let major: UInt32
    let minor: UInt32

    /// Where its copy stands inside the root file system, from where it is bound to its place in `/dev`.
    var staging: String { "/media/startos" + path }

    /// The devices of `access` that this host has.
    static func find(_ access: DeviceAccess, _ files: any FileSystem) throws(StartError) -> [DeviceNode] {
        var paths: [String] = []
        if access.contains(.userspaceFileSystems) { paths.append("/dev/fuse") }
        if access.contains(.virtualNetworking) { paths.append("/dev/net/tun") }
        if access.contains(.hardwareAcceleration) {
            paths.append("/dev/kfd")
            paths += try files.list("/dev").filter { $0.hasPrefix("nvidia") }.map { "/dev/\($0)" }
            paths.append("/dev/dri")
        }
        var nodes: [DeviceNode] = []
        for path in paths { nodes += try Self.nodes(at: path, files) }
        return nodes
    }

    private static func nodes(at path: String, _ files: any FileSystem) throws(StartError) -> [DeviceNode] {
        var status = stat()
        guard lstat(path, &status) == 0 else { return [] }
        switch status.st_mode & S_IFMT {
        case S_IFDIR:
            var found: [DeviceNode] = []
            for name in try files.list(FilePath(path)) { found += try nodes(at: "\(path)/\(name)", files) }
            return found
        case S_IFCHR, S_IFBLK:
            let number = UInt64(status.st_rdev)
            return [
                DeviceNode(
                    path: path,
                    mode: status.st_mode,
                    major: UInt32((number >> 8 & 0xfff) | (number >> 32 & 0xffff_f000)),
                    minor: UInt32((number & 0xff) | (number >> 12 & 0xffff_ff00))
                )
            ]
        default:
            return []
        }
    }

    /// Makes the copy inside a root file system, owned by the container's root.
    func make(in root: ConfinedDirectory, owner: UInt32) throws(StartError) {
        let staging = FilePath(self.staging)
        let directory = staging.removingLastComponent()
        try root.createDirectory(directory, permissions: FilePermissions(rawValue: 0o755))
        let parent = try root.resolve(directory, openPathOnly | O_DIRECTORY)
        let name = staging.lastComponent?.string ?? ""
        try check(
            linux_make_device(parent.rawValue, name, CUnsignedInt(mode), major, minor, owner), "create \(staging)")
    }
}
