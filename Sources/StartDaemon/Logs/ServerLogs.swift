import Containers
import Errors
import LiveSystem
import Logging
import Logs
import RPCMethods
import SystemInterface
import SystemPackage

/// Where the logs of the daemon and of the kernel are kept on this machine.
struct ServerLogs: Sendable {
    /// The id of this life of the machine.
    let bootId: String?
    let daemon: any LogSource
    let kernel: any LogSource
    /// Takes what the daemon says; nil where the journal does.
    let writer: LogFileWriter?

    /// In the journal when the daemon's standard error goes there, else in files in `directory`.
    init(
        directory: FilePath, files: any FileSystem, processes: any ProcessRunner, time: any TimeSource
    ) throws(StartError) {
        let bootText = try files.readText("/proc/sys/kernel/random/boot_id") ?? ""
        bootId = bootText.split(whereSeparator: \.isWhitespace).first.map(String.init)
        if CurrentProcess.writesToJournal, let unit = try CurrentProcess.systemdUnit() {
            writer = nil
            daemon = JournalLogSource(selection: ["--unit=\(unit)"], processes: processes, files: files)
            kernel = JournalLogSource(selection: ["_TRANSPORT=kernel"], processes: processes, files: files)
        } else {
            writer = LogFileWriter(directory: directory, bootId: bootId ?? "", files: files, time: time)
            daemon = FileLogSource(
                store: LogStore(files: OwnLogFiles(directory: directory, files: files)), time: time, currentBoot: bootId
            ) { () throws(StartError) in
                try ConfinedDirectory(directory).changes()
            }
            kernel = KernelRingLogSource(processes: processes, time: time, bootId: bootId)
        }
    }

    func logger(_ level: Logger.Level, time: any TimeSource) -> Logger {
        let writer = writer
        var logger = Logger(label: "startd") { _ in DaemonLogHandler(file: writer, time: time) }
        logger.logLevel = level
        return logger
    }
}
