@preconcurrency import Dispatch
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
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let source = DispatchSource.makeReadSource(fileDescriptor: notifier, queue: .global())
        source.setEventHandler {
            // What happened does not matter, only that something did.
            var events = [UInt8](repeating: 0, count: 4096)
            while read(notifier, &events, events.count) > 0 {}
            continuation.yield()
        }
        source.setCancelHandler { close(notifier) }
        continuation.onTermination = { _ in source.cancel() }
        source.activate()
        return stream
    }
}
