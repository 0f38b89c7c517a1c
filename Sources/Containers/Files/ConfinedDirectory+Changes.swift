package import Errors
import Glibc
import SystemPackage

extension ConfinedDirectory {
    /// A signal whenever a file in the directory is written, made or renamed (inotify(7)). Signals that come while
    /// nobody waits are one.
    package func changes() throws(StartError) -> AsyncStream<Void> {
        let directory = try resolve("", O_RDONLY | O_DIRECTORY)
        let notifier = inotify_init1(CInt(IN_CLOEXEC) | CInt(IN_NONBLOCK))
        guard notifier >= 0 else { throw StartError(systemCall: errno, "watch a directory") }
        let mask = UInt32(IN_MODIFY | IN_CREATE | IN_MOVED_TO)
        guard inotify_add_watch(notifier, "/proc/self/fd/\(directory.rawValue)", mask) >= 0 else {
            let reason = errno
            close(notifier)
            throw StartError(systemCall: reason, "watch a directory")
        }
        return AsyncStream(signalsOf: notifier)
    }
}
