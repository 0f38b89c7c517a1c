import Errors
import Logs
import PatchDatabase
import SystemInterface
import SystemPackage

/// Disk, memory, time, and what the server keeps.
extension DoctorCheck {
    static let resources: [DoctorCheck] = [
        DoctorCheck(id: "disk-space", title: "Disk space") { subject in
            try await room(subject, "-B1", least: 1 << 30, full: 512 << 20) { Amounts.bytes(Double($0)) }
        },
        DoctorCheck(id: "inodes", title: "Files on the disk") { subject in
            try await room(subject, "-i", least: 50_000, full: 10_000) { "\($0) files" }
        },
        DoctorCheck(id: "memory", title: "Memory", run: memory),
        DoctorCheck(id: "entropy", title: "Randomness") { subject in
            guard let bits = try subject.number(in: "/proc/sys/kernel/random/entropy_avail") else {
                return .skipped("The kernel does not tell.")
            }
            guard bits >= 128 else {
                return .warning("The kernel has \(bits) bits of randomness only.", "apt-get install rng-tools5")
            }
            return .ok("\(bits) bits")
        },
        DoctorCheck(id: "clock", title: "Time of day", run: clock),
        DoctorCheck(id: "clock-jump", title: "Jumps of the clock", run: clockJump),
        DoctorCheck(id: "data-directory", title: "Data directory", run: dataDirectory),
        DoctorCheck(id: "database", title: "Database", run: database),
    ]

    /// What df(1) says is left where the data is, or will be.
    private static func room(
        _ subject: DoctorSubject, _ option: String, least: Int64, full: Int64, _ words: (Int64) -> String
    ) async throws -> Diagnosis {
        let directory = try subject.nearestDirectory()
        let text = await subject.output("df", "-P", option, directory.string)
        // Filesystem, total, used, available, share, mount point.
        let fields = text?.split(separator: "\n").last?.split(whereSeparator: \.isWhitespace) ?? []
        guard fields.count >= 6, let total = Int64(fields[1]), let free = Int64(fields[3]) else {
            return .skipped("df does not tell.")
        }
        // Some file systems make inodes as they need them.
        guard total > 0 else { return .ok("not limited") }
        let finding = "\(words(free)) of \(words(total)) are free at \(directory)"
        let advice = "Make room: start-cli package stats shows what services use."
        if free < full { return .failure(finding, advice) }
        return free < least ? .warning(finding, advice) : .ok(finding)
    }

    @Sendable private static func database(_ subject: DoctorSubject) throws(StartError) -> Diagnosis {
        let directory = subject.dataDirectory.appending("database")
        guard try subject.files.exists(directory) else { return .skipped("There is none yet in \(directory).") }
        do throws(StartError) {
            let inspection = try DatabaseInspection(directory: directory, files: subject.files)
            return .ok("whole, at revision \(inspection.snapshot.revision)")
        } catch {
            guard error.code == .database else { throw error }
            return .failure(
                error.message, "Keep a copy of \(directory). Then restore it, or ask for help with the message.")
        }
    }

    @Sendable private static func memory(_ subject: DoctorSubject) throws(StartError) -> Diagnosis {
        var kibibytes: [Substring: Double] = [:]
        for line in try subject.files.readText("/proc/meminfo")?.split(separator: "\n") ?? [] {
            let fields = line.split(whereSeparator: \.isWhitespace)
            if fields.count >= 2, let value = Double(fields[1]) { kibibytes[fields[0].dropLast()] = value }
        }
        guard let total = kibibytes["MemTotal"], let available = kibibytes["MemAvailable"] else {
            return .skipped("The kernel does not tell.")
        }
        let finding = "\(Amounts.bytes(available * 1024)) of \(Amounts.bytes(total * 1024)) are available"
        if total < 900_000 { return .warning(finding, "Services need more: use a machine with 2 GiB or more.") }
        if available < total * 0.05 {
            return .warning(finding, "Stop a service, or limit one: start-cli package limits ID --memory 512M")
        }
        return .ok(finding)
    }

    @Sendable private static func clock(_ subject: DoctorSubject) async throws -> Diagnosis {
        // A machine without a battery starts in the past, and certificates are not valid yet then.
        guard subject.time.now >= Timestamp(microseconds: 1_735_689_600_000_000) else {
            return .failure("The clock says \(subject.time.now).", "Set it: timedatectl set-ntp true")
        }
        if try subject.files.exists("/run/systemd/timesync/synchronized") { return .ok("set by the network") }
        switch await subject.output("timedatectl", "show", "--property=NTPSynchronized", "--value")?.firstWord {
        case "yes": return .ok("set by the network")
        case "no": return .warning("The clock is not set by the network.", "timedatectl set-ntp true")
        default: return .skipped("Nothing here tells whether the clock is set by the network.")
        }
    }

    /// What the server wrote is older than now, unless the clock went back.
    @Sendable private static func clockJump(_ subject: DoctorSubject) throws(StartError) -> Diagnosis {
        let files = OwnLogFiles(directory: subject.dataDirectory.appending("logs"), files: subject.files)
        let log = LogStore(files: files)
        guard let last = try log.records(before: log.end(), limit: 1).records.last else {
            return .skipped("The server has written no log here.")
        }
        let ahead = last.time.duration(since: subject.time.now)
        if ahead > .seconds(60) {
            return .warning(
                "The server has written at \(last.time), which is still to come: the clock went back.",
                "Check the time of day and restart the server.")
        }
        if case .open(_, let now?) = subject.server {
            let difference = subject.time.now.duration(since: now)
            guard abs(difference / .seconds(1)) < 60 else {
                return .warning(
                    "The clock of the server says \(now), that of this machine \(subject.time.now).",
                    "Set both by the network.")
            }
        }
        return .ok("none seen")
    }

    @Sendable private static func dataDirectory(_ subject: DoctorSubject) throws(StartError) -> Diagnosis {
        let root = subject.dataDirectory
        guard let status = try subject.files.status(of: root) else { return .skipped("There is no \(root) yet.") }
        guard status.kind == .directory else { return .failure("\(root) is no directory.", "Move it away.") }
        guard status.user == 0 else {
            return .failure("\(root) belongs to user \(status.user).", "chown root:root \(root)")
        }
        var ancestor = root
        while !ancestor.components.isEmpty {
            if let status = try subject.files.status(of: ancestor), !status.permissions.contains(.otherExecute) {
                return .failure(
                    "Containers cannot reach their files: \(ancestor) is closed to others.", "chmod o+x \(ancestor)")
            }
            ancestor.removeLastComponent()
        }
        let others: FilePermissions = [.groupReadWrite, .otherReadWrite]
        for name in ["database", "services", "archive"] {
            let path = root.appending(name)
            if let status = try subject.files.status(of: path), !status.permissions.isDisjoint(with: others) {
                return .failure("Other users can look into \(path).", "chmod 700 \(path)")
            }
        }
        return .ok("\(root) is reached by containers and closed to others")
    }
}
