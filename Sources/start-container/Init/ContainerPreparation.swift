import CStartContainer
import Glibc

/// What a container needs before its first program and the container manager has not done.
enum ContainerPreparation {
    /// What could not be done, in words.
    static func run() -> [String] {
        var warnings = [
            mountMissing("proc", at: "/proc", type: "proc", options: ""),
            mountMissing("tmpfs", at: "/run", type: "tmpfs", options: "mode=0755,size=64m"),
            mountMissing("tmpfs", at: "/dev/shm", type: "tmpfs", options: "mode=1777"),
            mountMissing("mqueue", at: "/dev/mqueue", type: "mqueue", options: ""),
        ]
        mkdir("/run/lock", 0o1777)
        chmod("/tmp", 0o1777)
        if start_bring_up_loopback() != 0 { warnings.append(failed("bring up the loopback interface")) }
        let name = hostName()
        warnings.append(write(name + "\n", to: "/etc/hostname"))
        warnings.append(write(hostTable(name), to: "/etc/hosts"))
        FileSystem.removeLeftovers()
        return warnings.compactMap { $0 }
    }

    private static func mountMissing(_ source: String, at target: String, type: String, options: String) -> String? {
        guard !start_is_mount_point(target) else { return nil }
        mkdir(target, 0o755)
        let flags = UInt(MS_NOSUID | MS_NODEV)
        return start_mount(source, target, type, flags, options) == 0 ? nil : failed("mount \(target)")
    }

    private static func write(_ text: String, to path: String) -> String? {
        let file = try? Descriptor(opening: path, O_WRONLY | O_CREAT | O_TRUNC)
        return file?.writeAll(text) == true ? nil : failed("write \(path)")
    }

    private static func failed(_ action: String) -> String {
        "Cannot \(action): \(String(cString: strerror(errno)))"
    }
}

/// The content of `/etc/hosts` in containers and subcontainers.
func hostTable(_ name: String) -> String {
    "127.0.0.1 localhost\n127.0.1.1 \(name)\n::1 localhost ip6-localhost ip6-loopback\n"
}
