import Containers
import Errors
import SystemInterface
import SystemPackage

/// What containers need of the kernel and its tools.
extension DoctorCheck {
    static let machine: [DoctorCheck] = [
        DoctorCheck(id: "kernel", title: "Kernel") { subject in
            let release = try subject.files.readText("/proc/sys/kernel/osrelease")?.firstWord ?? "unknown"
            return .of(try subject.requirements.kernelProblems(), fine: "Linux \(release)")
        },
        DoctorCheck(id: "control-groups", title: "Control groups", run: controlGroups),
        DoctorCheck(id: "programs", title: "Programs") { subject in
            .of(try subject.requirements.programProblems(), fine: "LXC, iproute2 and nftables are installed")
        },
        DoctorCheck(id: "lxc", title: "LXC") { subject in
            guard let version = await subject.output("lxc-start", "--version")?.firstWord else {
                return .failure("lxc-start does not run.", "apt-get install lxc")
            }
            guard let major = version.split(separator: ".").first.flatMap({ Int($0) }), major >= 5 else {
                return .failure("LXC \(version) is too old.", "Install LXC 5 or newer; Debian 13 has it.")
            }
            return .ok("LXC \(version)")
        },
        DoctorCheck(id: "images", title: "Images") { subject in
            .of(try subject.requirements.fileSystemProblems(), fine: "squashfs, overlay and loop devices are there")
        },
        DoctorCheck(id: "id-mapped-mounts", title: "Id-mapped mounts", run: identifierMapping),
        DoctorCheck(id: "id-ranges", title: "Ids of services") { subject in
            .of(try subject.requirements.delegationProblems(), fine: "/etc/subuid and /etc/subgid give them to root")
        },
        DoctorCheck(id: "apparmor", title: "AppArmor") { subject in
            let problems = try subject.requirements.appArmorProblems()
            guard problems.isEmpty else { return .of(problems, fine: "") }
            guard try subject.requirements.usesAppArmor() else {
                return .warning(
                    "The kernel does not use AppArmor: services have one protection less.",
                    "Start the kernel with apparmor=1 security=apparmor.")
            }
            return .ok("in use")
        },
    ]

    @Sendable private static func identifierMapping(_ subject: DoctorSubject) throws(StartError) -> Diagnosis {
        guard subject.requirements.privilegeProblems().isEmpty else { return .skipped("Only root can try.") }
        let directory = try subject.nearestDirectory()
        do throws(StartError) {
            try subject.probeIdentifierMapping(directory)
        } catch {
            return .failure(
                "\(directory): \(error.message)", "Use Linux 6.12 or newer and a data directory on ext4, btrfs or xfs.")
        }
        return .ok("\(directory) takes them")
    }

    @Sendable private static func controlGroups(_ subject: DoctorSubject) throws(StartError) -> Diagnosis {
        var controllers: Set<String> = []
        if let text = try subject.files.readText("/sys/fs/cgroup/cgroup.controllers") {
            controllers.formUnion(text.split(whereSeparator: \.isWhitespace).map(String.init))
        }
        // `memory  5  80  1`: name, hierarchy, groups, enabled. Hierarchy 0 is that of version 2.
        for line in try subject.files.readText("/proc/cgroups")?.split(separator: "\n") ?? [] {
            let fields = line.split(whereSeparator: \.isWhitespace)
            if fields.count == 4, fields[3] == "1", fields[1] != "0" { controllers.insert(String(fields[0])) }
        }
        let missing = ["memory", "pids", "cpu"].filter { !controllers.contains($0) }
        guard missing.isEmpty else {
            return .failure(
                "The kernel does not offer the controllers \(missing.joined(separator: ", ")).",
                "Remove cgroup_disable from the kernel's command line; on some boards add cgroup_enable=memory.")
        }
        return .ok("memory, pids and cpu can be limited")
    }
}

extension String {
    /// The first word; nil when there is none.
    var firstWord: String? {
        split(whereSeparator: \.isWhitespace).first.map(String.init)
    }
}
