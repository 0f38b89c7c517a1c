import CLinux
import Errors
import Glibc
import SystemInterface
import SystemPackage

/// The processes of a container that runs, held so that their numbers cannot come to mean others.
final class RunningContainer: Sendable {
    let process: Int32
    private let initProcess: Descriptor
    /// LXC's process: ends after it has cleaned up behind init.
    private let monitor: Descriptor

    /// - Returns: nil when the process is gone already.
    init?(process: Int32, _ files: any FileSystem) throws(StartError) {
        let descriptor = linux_open_process(process)
        if descriptor == -ESRCH { return nil }
        initProcess = try Descriptor(descriptor, "open process \(process)")
        self.process = process
        guard let status = try files.readText(FilePath("/proc/\(process)/status")),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("PPid:") }),
            let parent = Int32(line.dropFirst(5).drop(while: \.isWhitespace)), parent > 1
        else { return nil }
        let parentDescriptor = linux_open_process(parent)
        if parentDescriptor == -ESRCH { return nil }
        monitor = try Descriptor(parentDescriptor, "open process \(parent)")
        // Only now is it certain that the number read belonged to init: it had not ended before.
        guard linux_signal_process(initProcess.rawValue, 0) == 0 else { return nil }
    }

    func signal(_ number: CInt) throws(StartError) {
        let result = linux_signal_process(initProcess.rawValue, number)
        if result != -ESRCH { try check(result, "signal process \(process)") }
    }

    /// Ends LXC's process, and with it init.
    func signalMonitor(_ number: CInt) {
        _ = linux_signal_process(monitor.rawValue, number)
    }

    /// Calls `ended` when neither LXC's process nor init runs any more.
    func whenEnded(_ ended: @escaping @Sendable (ContainerEnd) -> Void) throws(StartError) {
        let ownMonitor = try copy(monitor)
        let ownInit = try copy(initProcess)
        let second = OnceBox(ownInit)
        try ExitWatcher.shared.watch(ownMonitor) { [self] in
            guard let descriptor = second.take() else { return }
            do throws(StartError) {
                try ExitWatcher.shared.watch(descriptor) { ended(self.end) }
            } catch {
                ended(self.end)
            }
        }
    }

    private var end: ContainerEnd {
        var status: CInt = 0
        guard linux_exit_status(initProcess.rawValue, &status) == 0 else { return ContainerEnd(status: nil) }
        let signal = status & 0x7f
        return ContainerEnd(status: signal == 0 ? Int(status >> 8 & 0xff) : 128 + Int(signal))
    }

    private func copy(_ descriptor: borrowing Descriptor) throws(StartError) -> Descriptor {
        try Descriptor(negated(fcntl(descriptor.rawValue, F_DUPFD_CLOEXEC, 0)), "copy a descriptor")
    }
}
