import CStartContainer
import Glibc

/// Forwards signals to a child until it ends.
struct Supervision {
    private let signals: Int32

    /// Blocks the signals to be forwarded; must precede the start of the child.
    init() throws(Failure) {
        signals = start_signal_descriptor()
        guard signals >= 0 else { throw .system("cannot receive signals", "signalfd", .container) }
    }

    /// Returns the wait status of the child. `watched` descriptors are polled too, and handed over when they have something.
    func wait(for child: pid_t, watching watched: [Int32] = [], _ ready: (Int32) -> Bool = { _ in false }) -> Int32 {
        var polled = [pollfd(fd: signals, events: Int16(POLLIN), revents: 0)]
        polled += watched.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while true {
            guard poll(&polled, nfds_t(polled.count), -1) >= 0 || errno == EINTR else { return 1 << 8 }
            for index in polled.indices.dropFirst() where polled[index].revents != 0 {
                if !ready(polled[index].fd) { polled[index].fd = -1 }
            }
            var signal = start_next_signal(signals)
            while signal != 0 {
                if signal == SIGCHLD {
                    var status: Int32 = 0
                    if waitpid(child, &status, WNOHANG) == child { return status }
                } else if signal == SIGWINCH {
                    _ = ready(-SIGWINCH)
                } else {
                    kill(child, signal)
                }
                signal = start_next_signal(signals)
            }
        }
    }

    /// What a wrapper exits with: an end by SIGTERM is what was asked for, any other signal is a failure.
    static func exitCode(_ status: Int32) -> Int32 {
        let signal = start_ending_signal(status)
        if signal == 0 { return start_exit_code(status) }
        if signal == SIGTERM { return 0 }
        printError("start-container: the program was ended by signal \(signal)")
        return 1
    }
}
