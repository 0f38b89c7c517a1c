import LiveSystem
import NIOCore
import NIOPosix
import SystemInterface

/// What the daemon owes systemd, where systemd started it: word of its state, signs of life, and an orderly end.
struct Supervision: Sendable {
    private let notifier: ServiceNotifier?
    private let processes: any ProcessRunner

    init(notifier: ServiceNotifier? = .fromEnvironment(), processes: any ProcessRunner) {
        self.notifier = notifier
        self.processes = processes
    }

    /// Gives signs of life from now on, while all event loops and the threads of Swift's tasks answer.
    func begin() {
        guard let notifier, let limit = notifier.watchdogMicroseconds else { return }
        var probes: [Watchdog.Probe] = MultiThreadedEventLoopGroup.singleton.makeIterator().map { loop in
            { answered in loop.execute(answered) }
        }
        probes.append { answered in Task.detached(operation: answered) }
        // A round takes up to two pauses: four of them leave room for a machine that is slow.
        Watchdog(probes) { notifier.send(.alive) }.start(every: max(limit / 4, 1))
    }

    func starting(_ text: String) {
        notifier?.send(.status(text))
    }

    func ready(_ text: String) {
        notifier?.send(.ready, .status(text))
    }

    func stopping(_ text: String) {
        notifier?.send(.stopping, .status(text))
    }

    /// Has the machine's own screens show what there is to show now.
    func refreshConsoles() async {
        guard notifier != nil else { return }
        _ = try? await processes.run(Command("agetty", ["--reload"]))
    }

    /// Whether the whole machine goes down, so that services must end in order before everything is killed.
    func isMachineStopping() async -> Bool {
        guard notifier != nil else { return false }
        // Its exit status is not zero for anything but "running".
        let result = try? await processes.run(Command("systemctl", ["is-system-running"]))
        return result?.outputText.hasPrefix("stopping") ?? false
    }
}
