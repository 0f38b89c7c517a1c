import Glibc
import SystemPackage

/// The socket by which a service tells systemd how it is, sd_notify(3).
public final class ServiceNotifier: Sendable {
    /// What systemd may be told.
    public enum Message: Sendable {
        /// Starting is over.
        case ready
        /// Ending has begun.
        case stopping
        /// A line that `systemctl status` shows.
        case status(String)
        /// All is well; to be repeated within the watchdog's time.
        case alive

        var line: String {
            switch self {
            case .ready: "READY=1"
            case .stopping: "STOPPING=1"
            // A line end would begin another message.
            case .status(let text): "STATUS=" + text.split(whereSeparator: \.isNewline).joined(separator: " ")
            case .alive: "WATCHDOG=1"
            }
        }
    }

    /// The watchdog's time in microseconds; nil when systemd does not watch this process.
    public let watchdogMicroseconds: UInt64?

    private let socket: FileDescriptor

    /// The socket that systemd named in the environment; nil when it started no service here.
    public static func fromEnvironment() -> ServiceNotifier? {
        func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
        guard let path = variable("NOTIFY_SOCKET") else { return nil }
        let isMeant = variable("WATCHDOG_PID").map { $0 == String(getpid()) } ?? true
        let limit = isMeant ? variable("WATCHDOG_USEC").flatMap { UInt64($0) } : nil
        return ServiceNotifier(path: path, watchdogMicroseconds: limit)
    }

    /// - Parameter path: The socket's path; a leading `@` names one outside the file system, unix(7).
    init?(path: String, watchdogMicroseconds: UInt64?) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = MemoryLayout<sockaddr_un>.offset(of: \.sun_path).map { $0 + bytes.count } ?? 0
        let descriptor = Glibc.socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(length))
            }
        }
        guard result == 0 else {
            close(descriptor)
            return nil
        }
        socket = FileDescriptor(rawValue: descriptor)
        self.watchdogMicroseconds = watchdogMicroseconds
    }

    deinit {
        try? socket.close()
    }

    /// Sends the messages together. A systemd that does not listen is no failure of the service.
    public func send(_ messages: Message...) {
        let text = messages.map(\.line).joined(separator: "\n")
        // Never waits: whoever sends may be the thread that watches all others.
        _ = Array(text.utf8).withUnsafeBytes {
            Glibc.send(socket.rawValue, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL) | CInt(MSG_DONTWAIT))
        }
    }
}
