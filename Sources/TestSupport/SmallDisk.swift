import LiveSystem
import SystemInterface
import SystemPackage

/// A file system of its own for a test server, in a file: one that may be filled.
struct SmallDisk: Sendable {
    let image: FilePath
    let place: FilePath
    private let processes = LiveProcessRunner()

    init(image: FilePath, at place: FilePath) {
        self.image = image
        self.place = place
    }

    /// Makes and mounts it; nothing of it is reserved for root.
    func mount(mebibytes: Int) async throws {
        try LiveFileSystem().createDirectory(place, permissions: FilePermissions(rawValue: 0o755))
        try await processes.output(of: Command("truncate", ["-s", "\(mebibytes)M", image.string]))
        try await processes.output(of: Command("mkfs.ext4", ["-q", "-m", "0", "-F", image.string]))
        try await processes.output(of: Command("mount", ["-o", "loop", image.string, place.string]))
    }

    /// Takes it away if it is there. The loop device goes with it.
    func unmount() async throws {
        let mounts = try LiveFileSystem().readText("/proc/self/mountinfo") ?? ""
        guard mounts.contains(" \(place) ") else { return }
        try await processes.output(of: Command("umount", [place.string]))
    }
}
