public import Errors
import Glibc
import SystemInterface
public import SystemPackage

/// Facts about the process that runs.
public enum CurrentProcess {
    /// The program file, links resolved.
    public static func executable() throws(StartError) -> FilePath {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &buffer, buffer.count)
        guard length > 0 else { throw StartError(.filesystem, "The place of the program cannot be found.") }
        return FilePath(String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    /// `path` as an absolute one, seen from the working directory, `.` and `..` taken out.
    public static func absolute(_ path: FilePath) throws(StartError) -> FilePath {
        guard path.isRelative else { return path.lexicallyNormalized() }
        guard let directory = getcwd(nil, 0) else {
            throw StartError(.filesystem, "The working directory cannot be found.")
        }
        defer { free(directory) }
        return FilePath(platformString: directory).pushing(path).lexicallyNormalized()
    }

    /// Whether standard error goes to systemd's journal (systemd.exec(5), JOURNAL_STREAM).
    public static var writesToJournal: Bool {
        guard let value = getenv("JOURNAL_STREAM") else { return false }
        var status = stat()
        guard fstat(STDERR_FILENO, &status) == 0 else { return false }
        return String(cString: value) == "\(status.st_dev):\(status.st_ino)"
    }

    /// The systemd unit that the process belongs to, such as `startd.service`; nil outside of one.
    public static func systemdUnit() throws(StartError) -> String? {
        let text = try LiveFileSystem().readText("/proc/self/cgroup") ?? ""
        // `0::/system.slice/startd.service`
        let names = text.split(separator: "\n").flatMap { $0.split(separator: "/").dropFirst() }
        return names.last { $0.hasSuffix(".service") }.map(String.init)
    }

    /// Lets the process open as many files and connections at once as the machine allows it; the soft limit alone is
    /// often 1024. Programs that it starts inherit that.
    public static func raiseDescriptorLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
