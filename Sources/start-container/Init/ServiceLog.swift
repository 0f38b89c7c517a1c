import CStartContainer
import Glibc

/// The two output streams of a service on their way into its log.
struct ServiceLog {
    private var writer: LogWriter
    private var output = LineAssembler(stream: .output)
    private var errors = LineAssembler(stream: .errors)
    private var rate = LogRate()
    private var droppedEntries = 0
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
        case .output: append(output.receive(buffer[..<count], time: time), at: time)
        case .errors: append(errors.receive(buffer[..<count], time: time), at: time)
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
        writer.append(Self.entry(message, LogEntry.now()), count: 1)
    }

    mutating func finish() {
        let time = LogEntry.now()
        append(output.finish(), at: time)
        append(errors.finish(), at: time)
        tellDropped(time)
    }

    private mutating func append(_ new: (entries: [UInt8], count: Int), at time: Int) {
        guard new.count > 0 else { return }
        guard rate.allows(new.entries.count, at: time) else {
            droppedEntries += new.count
            return
        }
        tellDropped(time)
        writer.append(new.entries, count: new.count)
    }

    private mutating func tellDropped(_ time: Int) {
        guard droppedEntries > 0 else { return }
        let words = "\(droppedEntries) log entries were dropped, because the service wrote too many"
        writer.append(Self.entry(words, time), count: 1)
        droppedEntries = 0
    }

    private static func entry(_ message: String, _ time: Int) -> [UInt8] {
        LogEntry.bytes(time: time, stream: .errors, message: Array(message.utf8)[...])
    }
}
