import Dispatch
import Errors
import Glibc
import LiveSystem
import SystemInterface
package import SystemPackage

/// Waits for files by the kernel's notifications.
package enum FileChange {
    case appearance, disappearance

    /// Begins to watch the directory of `path`; the result returns once there is a file at `path`, or none any more.
    ///
    /// Watch first, then start what makes or removes the file.
    package static func watch(_ path: FilePath, for change: FileChange) throws -> @Sendable () async throws -> Void {
        let descriptor = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
        guard descriptor >= 0 else { throw Errno(rawValue: errno) }
        let mask = UInt32(IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE)
        guard inotify_add_watch(descriptor, path.removingLastComponent().string, mask) >= 0 else {
            close(descriptor)
            throw Errno(rawValue: errno)
        }
        let (changes, input) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        // A dispatch source may be cancelled on any thread.
        nonisolated(unsafe) let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global())
        source.setEventHandler {
            var buffer = [UInt8](repeating: 0, count: 4096)
            while read(descriptor, &buffer, buffer.count) > 0 {}
            input.yield()
        }
        source.setCancelHandler { close(descriptor) }
        input.onTermination = { _ in source.cancel() }
        source.resume()
        return {
            let files = LiveFileSystem()
            if try files.exists(path) == (change == .appearance) { return input.finish() }
            for await _ in changes where try files.exists(path) == (change == .appearance) { return input.finish() }
            throw CancellationError()
        }
    }
}
