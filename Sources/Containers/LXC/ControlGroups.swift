import CLinux
import Errors
import Glibc
import SystemInterface
import SystemPackage

/// The control groups of one container, under version 1, version 2 or both.
struct ControlGroups: Hashable, Sendable {
    /// Relative to the root of every hierarchy.
    let container: String
    let monitor: String

    /// - Parameter parent: The group of all containers, relative as well.
    init(_ name: String, below parent: String) {
        container = "\(parent)/payload/\(name)"
        monitor = "\(parent)/monitor/\(name)"
    }

    /// Removes what is left of the groups. Fails silently while something runs in them.
    func remove(_ files: any FileSystem) throws(StartError) {
        for hierarchy in try Self.hierarchies(files) {
            for group in [container, monitor] {
                let path = hierarchy.path.appending(group)
                if try files.exists(path) { Self.removeGroups(path, files) }
            }
        }
    }

    /// Removes the groups above those of the containers; does nothing while there are containers, or somebody else in
    /// `parent`.
    static func removeParents(_ parent: String, _ files: any FileSystem) throws(StartError) {
        for hierarchy in try hierarchies(files) {
            let top = hierarchy.path.appending(parent)
            for path in [top.appending("payload"), top.appending("monitor"), top] { rmdir(path.string) }
        }
    }

    func usage(_ files: any FileSystem) -> ContainerUsage? {
        guard let hierarchies = try? Self.hierarchies(files) else { return nil }
        func number(_ controller: String, _ names: String...) -> Int64? {
            for hierarchy in hierarchies where hierarchy.serves(controller) {
                for name in names {
                    let path = hierarchy.path.appending(container).appending(name)
                    if let text = try? files.readText(path), let value = Self.firstNumber(text) { return value }
                }
            }
            return nil
        }
        guard let memory = number("memory", "memory.current", "memory.usage_in_bytes") else { return nil }
        let cache = [(ControlGroupSetting.Version.first, "total_inactive_file"), (.second, "inactive_file")].lazy
            .compactMap { version, name in
                self.path(of: "memory.stat", "memory", version, in: hierarchies, files)
                    .flatMap { Self.value(of: name, in: $0, files) }
            }.first
        // Version 2 says `usage_usec n`, version 1 nanoseconds.
        let nanoseconds =
            number("cpu", "cpu.stat").map { $0 &* 1000 } ?? number("cpuacct", "cpuacct.usage") ?? 0
        return ContainerUsage(
            memory: memory, cache: min(cache ?? 0, memory), processorTime: .nanoseconds(nanoseconds),
            processes: Int(number("pids", "pids.current") ?? 0))
    }

    private static func firstNumber(_ text: String) -> Int64? {
        let words = text.split(maxSplits: 2, whereSeparator: \.isWhitespace)
        guard let first = words.first else { return nil }
        if first == "usage_usec", words.count > 1 { return Int64(words[1]) }
        return Int64(first)
    }

    struct Hierarchy {
        let version: ControlGroupSetting.Version
        let path: FilePath
        /// Nil for version 2, which may serve all.
        let controllers: [Substring]?

        /// Whether it may serve a controller.
        func serves(_ controller: String) -> Bool {
            controllers.map { $0.contains(controller[...]) } ?? true
        }
    }

    static func hierarchies(_ files: any FileSystem) throws(StartError) -> [Hierarchy] {
        try MountTable(reading: files).entries.compactMap { entry in
            switch entry.type {
            case "cgroup2": Hierarchy(version: .second, path: entry.path, controllers: nil)
            case "cgroup": Hierarchy(version: .first, path: entry.path, controllers: entry.options)
            default: nil
            }
        }
    }

    /// Groups are removed as directories, innermost first; their files cannot be removed.
    private static func removeGroups(_ path: FilePath, _ files: any FileSystem) {
        for name in (try? files.list(path)) ?? [] {
            let child = path.appending(name)
            if (try? files.status(of: child))?.kind == .directory { removeGroups(child, files) }
        }
        rmdir(path.string)
    }
}
