import CLinux
import Errors
import Glibc
import Synchronization

/// Tells when processes end, by one thread that waits for all of them: the kernel says it, nobody asks again and again.
final class ExitWatcher: Sendable {
    static let shared = ExitWatcher()

    private struct Waiting: ~Copyable {
        var next: UInt64 = 0
        var processes: [UInt64: Box] = [:]
    }

    /// Dictionaries hold copyable values only.
    private final class Box: Sendable {
        let descriptor: Descriptor
        let ended: @Sendable () -> Void

        init(_ descriptor: consuming Descriptor, _ ended: @escaping @Sendable () -> Void) {
            self.descriptor = descriptor
            self.ended = ended
        }
    }

    private let queue: Descriptor
    private let waiting = Mutex(Waiting())

    private init() {
        queue = Descriptor(owning: epoll_create1(CInt(EPOLL_CLOEXEC)))
        var thread = pthread_t()
        let own = Unmanaged.passRetained(self).toOpaque()
        pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<ExitWatcher>.fromOpaque(argument).takeUnretainedValue().loop()
                return nil
            }, own)
        pthread_detach(thread)
    }

    /// Calls `ended` once, on the watcher's thread, when the process has ended.
    func watch(
        _ process: consuming Descriptor, _ ended: @escaping @Sendable () -> Void
    ) throws(StartError) {
        let descriptor = process.rawValue
        let box = Box(process, ended)
        let key = waiting.withLock { waiting in
            waiting.next += 1
            waiting.processes[waiting.next] = box
            return waiting.next
        }
        var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: key))
        let result = negated(epoll_ctl(queue.rawValue, EPOLL_CTL_ADD, descriptor, &event))
        if result < 0 {
            waiting.withLock { _ = $0.processes.removeValue(forKey: key) }
            throw StartError(systemCall: -result, "watch a process")
        }
    }

    private func loop() {
        var events = [epoll_event](repeating: epoll_event(), count: 32)
        while true {
            let count = epoll_wait(queue.rawValue, &events, CInt(events.count), -1)
            guard count > 0 else { continue }
            for event in events.prefix(Int(count)) {
                let key = event.data.u64
                // Closing the descriptor with the box takes it off the queue.
                if let box = waiting.withLock({ $0.processes.removeValue(forKey: key) }) {
                    box.ended()
                }
            }
        }
    }
}
