import Logging
import Logs
import SystemInterface
import SystemPackage

/// What the daemon says: to standard error, and where no journal reads that, into a file as well.
struct DaemonLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .notice

    /// nil where systemd's journal reads standard error: it takes the level from the prefix of sd-daemon(3).
    private let file: LogFileWriter?
    private let time: any TimeSource

    init(file: LogFileWriter?, time: any TimeSource) {
        self.file = file
        self.time = time
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        let text = "\(event.message)" + all.map { " \($0.key)=\($0.value)" }.joined()
        let severity = Self.severity(event.level)
        file?.append(text, severity)
        let line = file == nil ? "<\(Self.priority(event.level))>\(text)" : "\(time.now) \(event.level) \(text)"
        _ = try? FileDescriptor.standardError.writeAll(Array("\(line)\n".utf8))
    }

    private static func severity(_ level: Logger.Level) -> LogSeverity {
        LogSeverity(priority: priority(level))
    }

    private static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
