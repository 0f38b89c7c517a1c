import CLinux
import Glibc
import Synchronization

/// Reports that a process is well for as long as every part of it answers.
///
/// It runs on a thread of its own, so that nothing that hangs can hold it up, and nothing but answers keeps it going. A
/// part that does work that blocks must do so elsewhere; then its answers tell hanging from being busy.
public final class Watchdog: Sendable {
    /// Asks one part, which calls `answered` when it comes to it. Must not wait.
    public typealias Probe = @Sendable (_ answered: @escaping @Sendable () -> Void) -> Void

    private let probes: [Probe]
    private let report: @Sendable () -> Void
    /// How many parts have yet to answer; nil before they are asked for the first time.
    private let missing = Mutex<Int?>(nil)

    /// - Parameter report: Called each time all parts have answered.
    public init(_ probes: [Probe], report: @escaping @Sendable () -> Void) {
        self.probes = probes
        self.report = report
    }

    /// Reports if all parts have answered since they were asked, and then asks them again.
    ///
    /// One silent part stops the reports, not the asking of others: they are asked again once it answers.
    func look() {
        switch missing.withLock({ $0 }) {
        case nil: break
        case 0: report()
        default: return
        }
        missing.withLock { $0 = probes.count }
        for probe in probes {
            probe { self.missing.withLock { $0 = $0.map { $0 - 1 } } }
        }
    }

    /// Looks every `microseconds`, until the process ends.
    public func start(every microseconds: UInt64) {
        let argument = Unmanaged.passRetained(Loop(watchdog: self, microseconds: microseconds)).toOpaque()
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let loop = Unmanaged<Loop>.fromOpaque(argument).takeRetainedValue()
                loop.run()
                return nil
            }, argument)
        pthread_detach(thread)
    }

    private final class Loop: Sendable {
        let watchdog: Watchdog
        let microseconds: UInt64

        init(watchdog: Watchdog, microseconds: UInt64) {
            self.watchdog = watchdog
            self.microseconds = microseconds
        }

        func run() {
            while true {
                watchdog.look()
                var pause = timespec(
                    tv_sec: Int(microseconds / 1_000_000), tv_nsec: Int(microseconds % 1_000_000) * 1000)
                nanosleep(&pause, nil)
            }
        }
    }
}
