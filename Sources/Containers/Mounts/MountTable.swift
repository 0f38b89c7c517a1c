import CLinux
import Errors
import SystemInterface
import SystemPackage

/// The mounts of the machine, as `/proc/self/mountinfo` lists them.
struct MountTable {
    struct Entry: Hashable {
        let path: FilePath
        let type: String
        /// Super block options, like the controllers of a control group hierarchy.
        let options: [Substring]
    }

    /// In the order they were mounted.
    let entries: [Entry]

    init(reading files: any FileSystem) throws(StartError) {
        self.init(text: try files.readText("/proc/self/mountinfo") ?? "")
    }

    /// proc_pid_mountinfo(5): fields 5 (mount point), and type and super options after the lone dash.
    init(text: String) {
        entries = text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count > 5, let dash = fields.dropFirst(6).firstIndex(of: "-"), dash + 3 < fields.count else {
                return nil
            }
            return Entry(
                path: FilePath(Self.unescape(fields[4])),
                type: String(fields[dash + 1]),
                options: fields[dash + 3].split(separator: ",")
            )
        }
    }

    /// Mounts at `path` or below it, in the order in which they can be unmounted.
    func entries(within path: FilePath) -> [Entry] {
        let found = entries.filter { $0.path.starts(with: path) }
        return found.reversed().sorted { $0.path.components.count > $1.path.components.count }
    }

    /// Unmounts everything at `path` and below it.
    ///
    /// A mount that is still in use is detached: it goes when its last user does.
    static func unmountAll(within path: FilePath, _ files: any FileSystem) throws(StartError) {
        // Mounts below a shared one may have come up twice; a second round finds what the first uncovered.
        for _ in 0..<8 {
            let mounted = try MountTable(reading: files).entries(within: path)
            if mounted.isEmpty { return }
            for entry in mounted {
                try unmount(entry.path)
            }
        }
        throw StartError(.filesystem, "What is mounted at \(path) comes back again and again.")
    }

    /// Unmounts the topmost mount at `path`; nothing mounted there is no error.
    static func unmount(_ path: FilePath) throws(StartError) {
        var result = linux_unmount(path.string, 0)
        if result == -Errno.resourceBusy.rawValue { result = linux_unmount(path.string, 1) }
        if result == -Errno.invalidArgument.rawValue || result == -Errno.noSuchFileOrDirectory.rawValue { return }
        try check(result, "unmount \(path)")
    }

    /// Blanks, tabs, line ends and backslashes stand as three octal digits.
    private static func unescape(_ field: Substring) -> String {
        guard field.contains("\\") else { return String(field) }
        let bytes = Array(field.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\\"), index + 3 < bytes.count,
                let value = UInt8(String(decoding: bytes[index + 1...index + 3], as: UTF8.self), radix: 8)
            {
                result.append(value)
                index += 4
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
