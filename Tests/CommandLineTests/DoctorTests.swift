import Errors
import JSONValues
import PatchDatabase
import SimulatedSystem
import SystemInterface
import SystemPackage
import Testing

@testable import CommandLine

/// A machine made of files and programs' answers, in which one thing at a time is broken.
@Suite("The doctor")
struct DoctorTests {
    private let files = SimulatedFileSystem()
    private let data = FilePath("/var/lib/startos")

    init() throws {
        try write("/proc/sys/kernel/osrelease", "6.12.9-amd64\n")
        try write("/proc/filesystems", "nodev\toverlay\n\tsquashfs\n")
        try write("/proc/cgroups", "#subsys_name hierarchy num_cgroups enabled\n")
        try write("/sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n")
        try write("/dev/loop-control", "")
        for program in ["lxc-start", "lxc-info", "lxc-attach", "ip", "nft", "apparmor_parser"] {
            try write(FilePath("/usr/bin/\(program)"), "")
        }
        for path in ["/etc/subuid", "/etc/subgid"] { try write(FilePath(path), "root:500000:300000000\n") }
        try write("/sys/module/apparmor/parameters/enabled", "Y\n")
        try write("/proc/sys/kernel/random/entropy_avail", "256\n")
        try write("/proc/sys/net/ipv4/ip_forward", "1\n")
        try write("/proc/meminfo", "MemTotal: 4000000 kB\nMemFree: 1 kB\nMemAvailable: 2000000 kB\n")
        try write("/run/systemd/timesync/synchronized", "")
        let open = FilePermissions(rawValue: 0o755)
        try files.createDirectory(data, permissions: open)
        try files.createDirectory(data.appending("services"), permissions: .ownerReadWriteExecute)
    }

    private func write(_ path: FilePath, _ text: String) throws {
        try files.createDirectory(path.removingLastComponent(), permissions: FilePermissions(rawValue: 0o755))
        try files.replaceFile(path, with: Array(text.utf8))
    }

    private static let answers: [String: String] = [
        "lxc-start": "6.0.4\n", "nft": "", "getent": "1.2.3.4 STREAM debian.org\n", "ss": "",
        "df -P -B1": "Filesystem 1-blocks Used Available Capacity Mounted\n/dev/a 100000000000 1 50000000000 50% /\n",
        "df -P -i": "Filesystem Inodes IUsed IFree IUse% Mounted\n/dev/a 6000000 1 5000000 1% /\n",
        "ip": #"[{"ifname":"eth0","addr_info":[{"local":"192.168.1.5","prefixlen":24}]}]"#,
    ]

    private static let document: JSON = [
        "serverInfo": ["version": "0.4.0"], "packageData": ["hello": ["statusInfo": ["health": [:], "error": nil]]],
    ]

    private func diagnose(
        _ id: String, _ changes: [String: String?] = [:], server: ServerAnswers? = nil,
        time: SimulatedTimeSource = SimulatedTimeSource(), mapping: StartError? = nil
    ) async throws -> Diagnosis {
        let check = try #require(DoctorCheck.all.first { $0.id == id })
        let answers = Self.answers.merging(changes.compactMapValues { $0 }) { $1 }
            .filter { changes[$0.key] ?? "" != nil }
        let subject = DoctorSubject(
            files: files, processes: Scripted(answers: answers), time: time, dataDirectory: data, bridge: "startbr0",
            subnet: "10.59.0.0/16", server: server ?? .open(document: Self.document, now: nil),
            probeIdentifierMapping: { _ throws(StartError) in if let mapping { throw mapping } })
        return await check.diagnose(subject)
    }

    @Test("a good machine is well")
    func good() async throws {
        for check in DoctorCheck.all {
            let diagnosis = try await diagnose(check.id)
            #expect(diagnosis.verdict <= .skipped, "\(check.id): \(diagnosis.finding)")
        }
        #expect(Set(DoctorCheck.all.map(\.id)).count == DoctorCheck.all.count)
    }

    @Test(
        "a file that says something bad is found",
        arguments: [
            ("kernel", "/proc/sys/kernel/osrelease", "6.1.0", Diagnosis.Verdict.failure, "6.12"),
            ("control-groups", "/sys/fs/cgroup/cgroup.controllers", "cpu pids", .failure, "memory"),
            ("images", "/proc/filesystems", "ext4", .failure, "modprobe squashfs"),
            ("id-ranges", "/etc/subuid", "root:1:2", .failure, "/etc/subuid"),
            ("apparmor", "/sys/module/apparmor/parameters/enabled", "N", .warning, "apparmor=1"),
            ("entropy", "/proc/sys/kernel/random/entropy_avail", "12", .warning, "rng-tools"),
            ("memory", "/proc/meminfo", "MemTotal: 500000 kB\nMemAvailable: 400000 kB\n", .warning, "2 GiB"),
            ("memory", "/proc/meminfo", "MemTotal: 4000000 kB\nMemAvailable: 4000 kB\n", .warning, "limits"),
            ("forwarding", "/proc/sys/net/ipv4/ip_forward", "0", .failure, "ip_forward=1"),
        ])
    func badFiles(id: String, path: String, text: String, verdict: Diagnosis.Verdict, advice: String) async throws {
        try write(FilePath(path), text)
        let diagnosis = try await diagnose(id)
        #expect(diagnosis.verdict == verdict)
        #expect("\(diagnosis.finding)\n\(diagnosis.advice ?? "")".contains(advice), "\(diagnosis)")
    }

    @Test(
        "a program that says something bad is found",
        arguments: [
            ("lxc", "lxc-start", "4.0.6\n", Diagnosis.Verdict.failure, "LXC 5"),
            ("lxc", "lxc-start", nil, .failure, "apt-get"),
            ("disk-space", "df -P -B1", "x\n/dev/a 1000000000 1 2000000 99% /\n", .failure, "stats"),
            ("disk-space", "df -P -B1", "x\n/dev/a 1000000000000 1 900000000 99% /\n", .warning, "stats"),
            ("inodes", "df -P -i", "x\n/dev/a 6000000 1 20 99% /\n", .failure, "room"),
            ("packet-rules", "nft", nil, .failure, "nf_tables"), ("name-resolution", "getent", nil, .warning, "resolv"),
            ("port-80", "ss", "LISTEN 0 511 *:80 *:* users:((\"nginx\",pid=7,fd=6))\n", .warning, "nginx"),
            ("port-443", "ss", "LISTEN 0 511 *:443 *:* users:((\"apache2\",pid=7,fd=6))\n", .warning, "apache2"),
            ("port-53", "ss", "LISTEN 0 511 *:53 *:* users:((\"dnsmasq\",pid=7,fd=6))\n", .warning, "dnsmasq"),
            (
                "bridge", "ip", #"[{"ifname":"wg0","addr_info":[{"local":"10.59.7.1","prefixlen":24}]}]"#, .failure,
                "--subnet"
            ),
            (
                "bridge", "ip", #"[{"ifname":"vpn","addr_info":[{"local":"10.0.0.1","prefixlen":8}]}]"#, .failure, "vpn"
            ),
        ] as [(String, String, String?, Diagnosis.Verdict, String)])
    func badPrograms(id: String, program: String, says: String?, verdict: Diagnosis.Verdict, advice: String)
        async throws
    {
        let diagnosis = try await diagnose(id, [program: says])
        #expect(diagnosis.verdict == verdict)
        #expect("\(diagnosis.finding)\n\(diagnosis.advice ?? "")".contains(advice), "\(diagnosis)")
    }

    @Test("our own port and bridge are no trouble")
    func ours() async throws {
        let port = try await diagnose("port-443", ["ss": "LISTEN 0 9 *:443 *:* users:((\"startd\",pid=7,fd=6))\n"])
        #expect(port == .ok("the server's own"))
        let address = #"[{"ifname":"startbr0","addr_info":[{"local":"10.59.0.1","prefixlen":16}]}]"#
        #expect(try await diagnose("bridge", ["ip": address]).verdict == .ok)
    }

    @Test("missing programs and an unfit file system are found")
    func unfit() async throws {
        try files.remove("/usr/bin/nft")
        #expect(try await diagnose("programs").finding.contains("nftables"))
        let mapping = StartError(.filesystem, "This file system cannot translate ids.")
        let diagnosis = try await diagnose("id-mapped-mounts", mapping: mapping)
        #expect(diagnosis.verdict == .failure)
        #expect(diagnosis.finding.contains("/var/lib/startos"))
        try files.remove("/usr/bin/apparmor_parser")
        #expect(try await diagnose("apparmor").verdict == .failure)
    }

    @Test("a clock that is wrong, not set, or went back is found")
    func clock() async throws {
        let past = SimulatedTimeSource(start: Timestamp(microseconds: 1_000_000))
        #expect(try await diagnose("clock", time: past).verdict == .failure)
        try files.remove("/run/systemd/timesync/synchronized")
        #expect(try await diagnose("clock", ["timedatectl": "no\n"]).verdict == .warning)
        #expect(try await diagnose("clock", ["timedatectl": "yes\n"]).verdict == .ok)
        try write("/var/lib/startos/logs/00000001.log", "startos-log 1 b\n1767230000000000 o <6>Serving\n")
        let diagnosis = try await diagnose("clock-jump")
        #expect(diagnosis.verdict == .warning)
        #expect(diagnosis.finding.contains("went back"))
        try write("/var/lib/startos/logs/00000001.log", "startos-log 1 b\n1767220000000000 o <6>Serving\n")
        #expect(try await diagnose("clock-jump").verdict == .ok)
        let apart = ServerAnswers.open(document: Self.document, now: Timestamp(microseconds: 1_767_000_000_000_000))
        #expect(try await diagnose("clock-jump", server: apart).verdict == .warning)
    }

    @Test("a data directory that is open to others, or closed to containers, is found")
    func permissions() async throws {
        let others = FilePermissions(rawValue: 0o755)
        try files.createDirectory(data.appending("database"), permissions: others)
        #expect(try await diagnose("data-directory").finding.contains("database"))
        try files.removeTree("/var")
        try files.createDirectory("/var/lib", permissions: .ownerReadWriteExecute)
        try files.createDirectory(data, permissions: others)
        #expect(try await diagnose("data-directory").finding.contains("closed to others"))
    }

    @Test("the database is checked without being touched, also while it is in use")
    func database() async throws {
        let directory = data.appending("database")
        let database = try Database.open(directory: directory, files: files)
        try await database.update { try $0.set(["a": 1], at: JSONPointer([])) }
        #expect(try await diagnose("database") == .ok("whole, at revision 1"))
        try await database.update { try $0.set(["a": 2], at: JSONPointer([])) }
        try await database.update { try $0.set(["a": 3], at: JSONPointer([])) }
        await database.close()
        let name = try #require(try files.list(directory).first { $0.hasSuffix(".patches") })
        var bytes = try files.readFile(directory.appending(name))
        // In the middle: the last line may be a torn write, this one may not.
        let middle = try #require(bytes.firstRange(of: Array(#""value":2"#.utf8))).lowerBound
        bytes[middle + 8] = UInt8(ascii: "9")
        try files.replaceFile(directory.appending(name), with: bytes)
        let diagnosis = try await diagnose("database")
        #expect(diagnosis.verdict == .failure)
        #expect(diagnosis.finding.contains("at byte"))
        #expect(try files.readFile(directory.appending(name)) == bytes)
    }

    @Test("a server that is away or reserved, and services in trouble, are told")
    func server() async throws {
        let away = ServerAnswers.unreachable(StartError(.network, "nobody there"))
        #expect(try await diagnose("server", server: away).verdict == .failure)
        #expect(try await diagnose("services", server: away).verdict == .skipped)
        #expect(try await diagnose("server", server: .reserved(StartError(.unauthorized, "no"))).verdict == .warning)
        let troubles: [(JSON, String)] = [
            (["statusInfo": ["error": ["details": "it broke"]]], "it broke"),
            (["statusInfo": ["retry": ["attempt": 3, "at": "x", "reason": "out of memory"]]], "out of memory"),
            (["statusInfo": ["health": ["a": ["result": "failure", "name": "Web", "message": "down"]]]], "Web failed"),
            (["tasks": ["t": ["active": true, "task": ["severity": "critical"]]]], "task"),
        ]
        for (entry, words) in troubles {
            let document: JSON = ["packageData": ["hello": entry]]
            let diagnosis = try await diagnose("services", server: .open(document: document, now: nil))
            #expect(diagnosis.verdict == .warning)
            #expect(diagnosis.finding.contains(words) && diagnosis.finding.contains("hello"))
        }
    }

    @Test("without a server the command still tells, as JSON too, and exits with 1")
    func command() async throws {
        let home = try TestHome()
        let line = ["-H", "http://127.0.0.1:1", "doctor", "--data-dir", "here", "--format", "json"]
        #expect(await home.run(line) == 1)
        let result = try JSON(parsing: home.output)
        #expect(result["verdict"]?.string == "failure")
        let checks = try #require(result["checks"]?.array)
        #expect(checks.count == DoctorCheck.all.count)
        #expect(checks.first { $0["id"]?.string == "server" }?["finding"]?.string?.contains("127.0.0.1:1") == true)
        #expect(await home.run("-H", "http://127.0.0.1:1", "doctor", "--data-dir", "here") == 1)
        #expect(home.output.contains("→"))
    }
}

/// Programs that say what they are told to; those without an answer are not installed.
private struct Scripted: ProcessRunner {
    /// By the beginning of the command.
    let answers: [String: String]

    func run(_ command: Command) async throws(StartError) -> CommandResult {
        let line = command.description
        guard let answer = answers.first(where: { line == $0.key || line.hasPrefix("\($0.key) ") })?.value else {
            throw StartError(.notFound, "The program \(command.executable) is not installed.")
        }
        return CommandResult(status: 0, output: Array(answer.utf8), errorOutput: [])
    }
}
