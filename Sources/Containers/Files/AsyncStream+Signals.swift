@preconcurrency import Dispatch
import Glibc

extension AsyncStream where Element == Void {
    /// A signal whenever `notifier`, a descriptor that does not block, has news. Signals that come while nobody waits
    /// are one. Closes `notifier` when nobody listens any more.
    ///
    /// - Parameter takeNews: Reads all that is there and says whether it is worth a signal.
    init(signalsOf notifier: CInt, takeNews: @escaping @Sendable (CInt) -> Bool = { drain($0) }) {
        let (stream, continuation) = Self.makeStream(bufferingPolicy: .bufferingNewest(1))
        let source = DispatchSource.makeReadSource(fileDescriptor: notifier, queue: .global())
        source.setEventHandler {
            if takeNews(notifier) { continuation.yield() }
        }
        source.setCancelHandler { close(notifier) }
        continuation.onTermination = { _ in source.cancel() }
        source.activate()
        self = stream
    }

    /// For an inotify(7) or eventfd(2): what happened does not matter, only that something did.
    @Sendable
    static func drain(_ notifier: CInt) -> Bool {
        var events = [UInt8](repeating: 0, count: 4096)
        while read(notifier, &events, events.count) > 0 {}
        return true
    }
}
