import CLinux
import Errors
import Glibc
import SystemInterface
import SystemPackage

/// Want of memory, as the kernel tells of it.
extension ControlGroups {
    /// How many processes of the container the kernel ended for want of memory.
    func memoryKills(_ files: any FileSystem) -> Int? {
        guard let hierarchies = try? Self.hierarchies(files) else { return nil }
        if let events = path(of: "memory.events", "memory", .second, in: hierarchies, files) {
            return Self.value(of: "oom_kill", in: events, files).map { Int($0) }
        }
        // Version 1 counts for each group alone, and the processes are in one below.
        guard let path = path(of: "memory.oom_control", "memory", .first, in: hierarchies, files) else { return nil }
        return Int(Self.kills(in: path.removingLastComponent(), files))
    }

    private static func kills(in group: FilePath, _ files: any FileSystem) -> Int64 {
        var sum = value(of: "oom_kill", in: group.appending("memory.oom_control"), files) ?? 0
        for name in (try? files.list(group)) ?? [] {
            let child = group.appending(name)
            if (try? files.status(of: child))?.kind == .directory { sum += kills(in: child, files) }
        }
        return sum
    }

    /// A signal at each want of memory, and perhaps when the group goes.
    func memoryShortages(_ files: any FileSystem) throws(StartError) -> AsyncStream<Void> {
        let notifier: CInt
        let hierarchies = try Self.hierarchies(files)
        if let events = path(of: "memory.events", "memory", .second, in: hierarchies, files) {
            notifier = try Self.watchModification(of: events)
        } else if let control = path(of: "memory.oom_control", "memory", .first, in: hierarchies, files) {
            notifier = try Self.registerShortages(at: control)
        } else {
            throw StartError(.container, "This machine does not account for memory.")
        }
        return AsyncStream(signalsOf: notifier)
    }

    private static func watchModification(of path: FilePath) throws(StartError) -> CInt {
        let notifier = Descriptor(owning: inotify_init1(CInt(IN_CLOEXEC) | CInt(IN_NONBLOCK)))
        try check(negated(notifier.rawValue), "watch \(path)")
        try check(negated(inotify_add_watch(notifier.rawValue, path.string, UInt32(IN_MODIFY))), "watch \(path)")
        return notifier.take()
    }

    /// Version 1: an eventfd(2) that is registered with the group.
    private static func registerShortages(at path: FilePath) throws(StartError) -> CInt {
        let notifier = try Descriptor(linux_new_event(), "watch \(path)")
        let watched = try Descriptor(opening: path, O_RDONLY)
        let registry = path.removingLastComponent().appending("cgroup.event_control")
        let control = try Descriptor(opening: registry, O_WRONLY)
        let line = Array("\(notifier.rawValue) \(watched.rawValue)".utf8)
        try check(negated(CInt(write(control.rawValue, line, line.count))), "watch \(path)")
        return notifier.take()
    }
}
