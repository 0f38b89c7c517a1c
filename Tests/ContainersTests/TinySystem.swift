import Containers
import Errors
import LiveSystem
import Logging
import SystemInterface
import SystemPackage

/// A directory of its own with a root file system of one megabyte (busybox), and an engine for it.
final class TinySystem: Sendable {
    let directory: FilePath
    let instance: String
    let layer: FilePath
    let engine: LXCEngine
    let files = LiveFileSystem()
    let processes = LiveProcessRunner()
    /// Services of one machine have different ids; so do tests that run at the same time.
    let firstService: Int

    init(firstService: Int) async throws {
        self.firstService = firstService
        directory = FilePath("/tmp/containers-tests-\(firstService)")
        instance = "t\(firstService)"
        layer = directory.appending("base.squashfs")
        try await Self.clean(directory, processes, files)
        try files.createDirectory(directory, permissions: FilePermissions(rawValue: 0o711))
        engine = Self.engine(directory, instance)
        try await makeImage(at: layer, script: Self.initScript)
    }

    /// As a daemon would be after a restart.
    func anotherEngine() -> LXCEngine { Self.engine(directory, instance) }

    private static func engine(_ directory: FilePath, _ instance: String) -> LXCEngine {
        LXCEngine(
            LXCEngineConfiguration(directory: directory.appending("containers"), instance: instance),
            files: LiveFileSystem(), processes: LiveProcessRunner(), time: LiveTimeSource(),
            logger: Logger(label: "containers-tests"))
    }

    /// Process 1: runs `/work` if there is one, then waits for SIGTERM and ends with status 7.
    private static let initScript = """
        #!/bin/sh
        trap 'exit 7' TERM
        [ -f /work ] && . /work
        touch /media/startos/volumes/main/ready 2>/dev/null
        while :; do sleep 1000 & wait $!; done
        """

    func makeImage(at path: FilePath, script: String) async throws {
        let tree = directory.appending("tree")
        let commands = """
            set -eu
            rm -rf "$1"; mkdir -p "$1"/bin "$1"/dev "$1"/proc "$1"/sys "$1"/tmp "$1"/etc "$1"/media "$1"/usr/bin
            cp /bin/busybox "$1"/bin/busybox
            for name in sh sleep cat touch mount umount id ls mkdir ln stat ip ping mv rm nc true; do ln -s busybox "$1"/bin/$name; done
            cat > "$1"/usr/bin/start; chmod 755 "$1"/usr/bin/start
            ln -s /etc/elsewhere "$1"/etc/resolv.conf
            rm -f "$2"; mksquashfs "$1" "$2" -all-root -quiet -no-progress -comp gzip; rm -rf "$1"
            """
        try await processes.output(
            of: Command("sh", ["-c", commands, "sh", tree.string, path.string], input: Array(script.utf8)))
    }

    func definition(
        _ name: String = "hello", number: Int = 0, mounts: [ContainerMount] = [], work: String? = nil,
        network: ContainerNetwork? = nil
    ) -> ContainerDefinition {
        let range = IdentifierRange(service: firstService + number) ?? IdentifierRange(start: IdentifierRange.base)
        return ContainerDefinition(
            name: name,
            identifiers: range,
            layers: [layer],
            mounts: [ContainerMount(.mapped(path: volume(name)), at: "/media/startos/volumes/main")] + mounts,
            files: [
                ContainerFile("/etc/hostname", name + "\n"),
                ContainerFile("/etc/resolv.conf", "nameserver 10.59.0.1\n"),
            ] + (work.map { [ContainerFile("/work", $0 + "\n")] } ?? []),
            network: network,
            initCommand: ["/usr/bin/start"]
        )
    }

    func volume(_ name: String = "hello") -> FilePath { directory.appending("volume-\(name)") }

    /// Waits for a file that a container writes when it is that far.
    func wait(for path: FilePath) async throws {
        let changes = try ConfinedDirectory(path.removingLastComponent()).changes()
        if try files.exists(path) { return }
        for await _ in changes where try files.exists(path) { return }
    }

    func run(_ container: any Container, _ command: String) async throws -> CommandResult {
        try await processes.run(container.command(running: ["/bin/sh", "-c", command]))
    }

    /// Everything a container leaves traces of on the machine.
    func machine() async throws -> [String] {
        var found =
            try files.readText("/proc/self/mountinfo")?.split(separator: "\n").map { line in
                "mount " + line.split(separator: " ").dropFirst(3).joined(separator: " ")
            } ?? []
        for device in try files.list("/sys/block") where device.hasPrefix("loop") {
            let file = try? files.readText(FilePath("/sys/block/\(device)/loop/backing_file"))
            if let file = file ?? nil { found.append("loop " + file) }
        }
        found += try files.list("/sys/class/net").map { "link \($0)" }
        let groups = try await processes.run(
            Command("find", ["/sys/fs/cgroup", "-type", "d", "-path", "*startos-\(instance)*"]))
        found += groups.outputText.split(separator: "\n").map { "group \($0)" }
        return found.filter { $0.contains(directory.string) || $0.contains(instance) }.sorted()
    }

    func close() async throws {
        try await engine.destroyAll(except: [])
        try files.removeTree(directory)
    }

    private static func clean(_ directory: FilePath, _ processes: LiveProcessRunner, _ files: LiveFileSystem)
        async throws
    {
        let left = engine(directory, "t" + (directory.string.split(separator: "-").last ?? ""))
        try await left.destroyAll(except: [])
        try files.removeTree(directory)
    }
}

/// Runs a test body with a system of its own, and leaves nothing behind whatever happens.
func withTinySystem(firstService: Int, _ body: (TinySystem) async throws -> Void) async throws {
    let system = try await TinySystem(firstService: firstService)
    do {
        try await body(system)
    } catch {
        try? await system.close()
        throw error
    }
    try await system.close()
}
