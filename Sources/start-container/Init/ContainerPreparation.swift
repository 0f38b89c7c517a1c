import CStartContainer
import Glibc

/// What a container needs before its first program and the container manager has not done.
enum ContainerPreparation {
    static func run() {
        mountMissing("proc", at: "/proc", type: "proc", options: nil)
        mountMissing("tmpfs", at: "/run", type: "tmpfs", options: "mode=0755,size=64m")
        mountMissing("tmpfs", at: "/dev/shm", type: "tmpfs", options: "mode=1777")
        mountMissing("mqueue", at: "/dev/mqueue", type: "mqueue", options: nil)
        _ = chmod("/tmp", 0o1777)
        _ = mkdir("/run/lock", 0o1777)
        if start_bring_up_loopback() != 0 { warn("cannot bring up the loopback interface") }
        writeNames()
        FileSystem.removeLeftovers()
    }

    private static func mountMissing(_ source: String, at target: String, type: String, options: String?) {
        guard !start_is_mount_point(target) else { return }
        mkdir(target, 0o755)
        let flags = UInt(MS_NOSUID | MS_NODEV)
        if start_mount(source, target, type, flags, options ?? "") != 0 { warn("cannot mount \(target)") }
    }

    private static func writeNames() {
        let name = hostName()
        write(name + "\n", to: "/etc/hostname")
        write(
            "127.0.0.1 localhost\n127.0.1.1 \(name)\n::1 localhost ip6-localhost ip6-loopback\n", to: "/etc/hosts")
    }

    private static func write(_ text: String, to path: String) {
        let file = try? Descriptor(opening: path, O_WRONLY | O_CREAT | O_TRUNC)
        if file?.writeAll(text) != true { warn("cannot write \(path)") }
    }

    private static func warn(_ text: String) {
        printError("start-container: \(text): \(String(cString: strerror(errno)))")
    }
}
