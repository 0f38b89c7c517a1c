import Dispatch
import Glibc
@testable import LiveSystem
import Synchronization
import Testing

@Suite("Word for systemd")
struct WatchdogTests {
    /// Parts that answer when the test says so.
    private final class Parts: Sendable {
        let asked = Mutex<[@Sendable () -> Void]>([])
        let reports = Mutex(0)

        func watchdog(_ count: Int) -> Watchdog {
            let probe: Watchdog.Probe = { answered in self.asked.withLock { $0.append(answered) } }
            return Watchdog(Array(repeating: probe, count: count)) { self.reports.withLock { $0 += 1 } }
        }

        func answer(_ count: Int) {
            for answered in asked.withLock({ asked in
                defer { asked.removeFirst(count) }
                return Array(asked.prefix(count))
            }) { answered() }
        }
    }

    @Test("reports stop while one part is silent, and go on when it answers")
    func silence() {
        let parts = Parts()
        let watchdog = parts.watchdog(3)
        watchdog.look()
        #expect(parts.reports.withLock { $0 } == 0, "nobody has answered yet")
        parts.answer(3)
        watchdog.look()
        #expect(parts.reports.withLock { $0 } == 1)
        parts.answer(2)
        for _ in 0..<5 { watchdog.look() }
        #expect(parts.reports.withLock { $0 } == 1)
        #expect(parts.asked.withLock { $0.count } == 1, "a silent part is not asked again and again")
        parts.answer(1)
        watchdog.look()
        #expect(parts.reports.withLock { $0 } == 2)
    }

    @Test("the thread looks by itself")
    func thread() {
        let reported = DispatchSemaphore(value: 0)
        Watchdog([{ answered in answered() }]) { reported.signal() }.start(every: 1000)
        for _ in 0..<3 { #expect(reported.wait(timeout: .now() + 60) == .success) }
    }

    @Test("messages arrive as sd_notify(3) writes them, through sockets with and without a place in the file system")
    func messages() throws {
        for name in ["/tmp/startos-notify-\(getpid())", "@startos-notify-\(getpid())"] {
            let receiver = try #require(Receiver(name))
            let notifier = try #require(ServiceNotifier(path: name, watchdogMicroseconds: 5))
            notifier.send(.ready, .status("two\nlines"))
            #expect(receiver.next() == "READY=1\nSTATUS=two lines")
            notifier.send(.alive)
            #expect(receiver.next() == "WATCHDOG=1")
            notifier.send(.stopping)
            #expect(receiver.next() == "STOPPING=1")
            #expect(notifier.watchdogMicroseconds == 5)
        }
        #expect(ServiceNotifier(path: "/nobody/listens", watchdogMicroseconds: nil) == nil)
        #expect(ServiceNotifier(path: String(repeating: "x", count: 200), watchdogMicroseconds: nil) == nil)
    }

    private final class Receiver {
        private let descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue), 0)
        private let name: String

        init?(_ name: String) {
            self.name = name
            unlink(name)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            var bytes = Array(name.utf8)
            if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
            let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
            let result = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
            }
            if result != 0 { return nil }
        }

        deinit {
            close(descriptor)
            unlink(name)
        }

        func next() -> String {
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            return String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
        }
    }
}
