import CStartContainer
import Glibc

/// `subcontainer launch`: new process, cgroup and IPC namespaces whose process 1 is a reaper or the given program.
struct Launch {
    private let options: SubcontainerOptions

    init(_ options: SubcontainerOptions) { self.options = options }

    func run() throws(Failure) -> Int32 {
        PreviousLeader(root: options.root).end()
        let supervision = try Supervision()
        guard start_unshare_process_namespaces() == 0 else {
            throw .system("cannot create namespaces", options.root, .container)
        }
        defer { _ = start_unmount_lazily(options.root + "/proc") }
        return try start(supervision)
    }

    /// `launch-init`: for a caller that is process 1 of its namespaces already or has made them itself.
    func runInPresentNamespaces() throws(Failure) -> Int32 { try start(Supervision()) }

    private func start(_ supervision: Supervision) throws(Failure) -> Int32 {
        var program = try Program(options)
        program.mountsProc = true
        let terminal = options.command.isEmpty ? nil : try TerminalRelay(options)
        terminal?.connect(&program)
        let child = try program.start()
        let status = terminal?.run(supervision, child: child) ?? supervision.wait(for: child)
        return Supervision.exitCode(status)
    }
}

/// Process 1 that an earlier launch left behind for the same root.
private struct PreviousLeader {
    let root: String

    func end() {
        let mountPoint = root + "/proc"
        guard start_is_mount_point(mountPoint) else { return }
        if let namespace = namespace(of: mountPoint + "/1"), namespace != self.namespace(of: "/proc/self") {
            for process in processes() where namespace == self.namespace(of: "/proc/\(process)") {
                kill(process, SIGKILL)
            }
        }
        _ = start_unmount_lazily(mountPoint)
    }

    private func namespace(of process: String) -> ino_t? {
        var status = stat()
        return stat(process + "/ns/pid", &status) == 0 ? status.st_ino : nil
    }

    private func processes() -> [pid_t] {
        guard let directory = opendir("/proc") else { return [] }
        defer { closedir(directory) }
        var found: [pid_t] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let process = pid_t(name) { found.append(process) }
        }
        return found
    }
}
