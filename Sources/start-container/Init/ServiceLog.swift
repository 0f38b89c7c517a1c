import CStartContainer
import Glibc

/// The two output streams of a service on their way into its log.
struct ServiceLog {
    private var writer: LogWriter
    private var output = LineAssembler(stream: .output)
    private var errors = LineAssembler(stream: .errors)
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    init(directory: String) {
        // LXC hides the machine's id behind one per container start; the log groups by lives of the machine.
        _ = start_unmount_lazily("/proc/sys/kernel/random/boot_id")
        let file = try? Descriptor(opening: "/proc/sys/kernel/random/boot_id", O_RDONLY)
        let boot = file?.readAll().flatMap { lines(of: $0).first }
        writer = LogWriter(directory: directory, bootIdentifier: boot ?? "unknown")
    }

    /// Takes what a stream has; false at its end.
    mutating func receive(_ stream: LogEntry.Stream, from descriptor: Int32) -> Bool {
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
        let time = LogEntry.now()
        switch stream {
        case .output: append(output.receive(buffer[..<count], time: time))
        case .errors: append(errors.receive(buffer[..<count], time: time))
        }
        return true
    }

    /// Takes everything that is there without waiting for more.
    mutating func drain(_ stream: LogEntry.Stream, from descriptor: Int32) {
        var available: Int32 = 0
        while ioctl(descriptor, UInt(FIONREAD), &available) == 0, available > 0, receive(stream, from: descriptor) {}
    }

    /// An entry of our own.
    mutating func note(_ message: String) {
        append((LogEntry.bytes(time: LogEntry.now(), stream: .errors, message: Array(message.utf8)[...]), 1))
    }

    mutating func finish() {
        append(output.finish())
        append(errors.finish())
    }

    private mutating func append(_ new: (entries: [UInt8], count: Int)) {
        if new.count > 0 { writer.append(new.entries, count: new.count) }
    }
}
