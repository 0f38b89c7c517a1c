package import Errors
package import SystemInterface

import Glibc
import SystemPackage

/// What a machine must have before containers run on it.
package struct ContainerRequirements: Sendable {
    /// Id-mapped squashfs mounts came with this version.
    static let kernel = (major: 6, minor: 12)
    static let programs = [
        ("lxc-start", "lxc"), ("lxc-info", "lxc"), ("lxc-attach", "lxc"), ("ip", "iproute2"), ("nft", "nftables"),
    ]
    static let fileSystems = ["overlay", "squashfs"]
    /// LXC asks shadow's files even for root: nobody else shall be given these ids.
    static let delegations = ["/etc/subuid", "/etc/subgid"]

    private let files: any FileSystem

    package init(files: any FileSystem) {
        self.files = files
    }

    /// Everything that is missing, each in a sentence that says what to do. Empty when all is well.
    package func problems() throws(StartError) -> [String] {
        try privilegeProblems() + kernelProblems() + programProblems() + fileSystemProblems() + appArmorProblems()
            + delegationProblems()
    }

    package func privilegeProblems() -> [String] {
        geteuid() == 0 ? [] : ["Services run in containers, and only root can make those: start as root."]
    }

    package func programProblems() throws(StartError) -> [String] {
        var problems: [String] = []
        for (program, package) in Self.programs where try !isInstalled(program) {
            problems.append("The program \(program) is missing: apt-get install \(package)")
        }
        return problems
    }

    /// File systems and loop devices, which images are mounted with.
    package func fileSystemProblems() throws(StartError) -> [String] {
        var problems: [String] = []
        let known = try files.readText("/proc/filesystems")?.split(whereSeparator: \.isWhitespace) ?? []
        for name in Self.fileSystems where !known.contains(name[...]) {
            problems.append("The kernel does not know the file system \(name): modprobe \(name)")
        }
        if try !files.exists("/dev/loop-control") {
            problems.append("There is no /dev/loop-control: modprobe loop")
        }
        return problems
    }

    /// Whether the kernel confines containers with AppArmor.
    package func usesAppArmor() throws(StartError) -> Bool {
        try files.readText("/sys/module/apparmor/parameters/enabled")?.hasPrefix("Y") ?? false
    }

    package func appArmorProblems() throws(StartError) -> [String] {
        guard try usesAppArmor(), try !isInstalled("apparmor_parser") else { return [] }
        return ["The kernel uses AppArmor, but apparmor_parser is missing: apt-get install apparmor"]
    }

    package func delegationProblems() throws(StartError) -> [String] {
        var problems: [String] = []
        for path in Self.delegations where try !delegates(path) {
            problems.append("\(path) does not give root the ids of services: add the line \(Self.delegation)")
        }
        return problems
    }

    /// Gives root the ids of services in `/etc/subuid` and `/etc/subgid` where it does not have them.
    package func delegateIdentifiers() throws(StartError) {
        for path in Self.delegations where try !delegates(path) {
            let path = FilePath(path)
            let text = try files.readText(path) ?? ""
            let separator = text.isEmpty || text.hasSuffix("\n") ? "" : "\n"
            try files.replaceFile(path, with: Array("\(text)\(separator)\(Self.delegation)\n".utf8))
        }
    }

    /// Room for 4096 services.
    static let delegatedCount: UInt64 = 4096 * UInt64(IdentifierRange.size)
    static let delegation = "root:\(IdentifierRange.base):\(delegatedCount)"

    /// subuid(5): `name or id:first:count`; one line must hold the whole range.
    private func delegates(_ path: String) throws(StartError) -> Bool {
        let first = UInt64(IdentifierRange.base)
        return try files.readText(FilePath(path))?.split(separator: "\n").contains { line in
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            guard fields.count == 3, fields[0] == "root" || fields[0] == "0",
                let start = UInt64(fields[1]), let count = UInt64(fields[2])
            else { return false }
            return start <= first && first + Self.delegatedCount <= start + count
        } ?? false
    }

    package func kernelProblems() throws(StartError) -> [String] {
        let release = try files.readText("/proc/sys/kernel/osrelease") ?? ""
        let numbers = release.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
        guard numbers.count == 2 else { return ["The version of the kernel, “\(release)”, cannot be read."] }
        if (numbers[0], numbers[1]) >= (Self.kernel.major, Self.kernel.minor) { return [] }
        return [
            "Linux \(numbers[0]).\(numbers[1]) is too old: \(Self.kernel.major).\(Self.kernel.minor) or newer is needed. "
                + "Debian 13 has it; on Debian 12 install linux-image-amd64 from backports and restart."
        ]
    }

    private func isInstalled(_ program: String) throws(StartError) -> Bool {
        for directory in ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"] {
            if try files.exists(FilePath(directory).appending(program)) { return true }
        }
        return false
    }
}
