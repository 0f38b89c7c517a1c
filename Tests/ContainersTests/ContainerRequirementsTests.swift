import Errors
import LiveSystem
import SystemInterface
import SystemPackage
import Testing

@testable import Containers

/// Machines made of files: a directory taken as the root of one.
@Suite final class ContainerRequirementsTests {
    let root: FilePath
    let machine: ConfinedDirectory
    let requirements: ContainerRequirements

    init() throws {
        let name = LiveRandomSource().bytes(8).map { String($0, radix: 16) }.joined()
        root = FilePath("/tmp/requirements-tests-\(name)")
        try LiveFileSystem().createDirectory(root, permissions: .ownerReadWriteExecute)
        machine = try ConfinedDirectory(root)
        requirements = ContainerRequirements(files: machine)
        try write("/proc/sys/kernel/osrelease", "6.12.9-amd64\n")
        try write("/proc/filesystems", "nodev\toverlay\n\tsquashfs\n")
        try write("/dev/loop-control", "")
        for program in ["lxc-start", "lxc-info", "lxc-attach", "ip", "nft"] {
            try write(FilePath("/usr/bin/\(program)"), "")
        }
        for path in ["/etc/subuid", "/etc/subgid"] {
            try write(FilePath(path), "user:100000:65536\nroot:500000:300000000\n")
        }
    }

    deinit {
        try? LiveFileSystem().removeTree(root)
    }

    func write(_ path: FilePath, _ text: String) throws {
        try machine.createDirectory(path.removingLastComponent(), permissions: .ownerReadWriteExecute)
        try machine.replaceFile(path, with: Array(text.utf8))
    }

    @Test func aGoodMachineHasNoProblems() throws {
        #expect(try requirements.problems() == [])
    }

    @Test(arguments: [("6.11.10-x", true), ("6.12.0", false), ("7.0", false), ("5.20.1", true), ("odd", true)])
    func theKernelMustBeNewEnough(release: String, bad: Bool) throws {
        try write("/proc/sys/kernel/osrelease", release)
        #expect(try requirements.problems().isEmpty != bad)
    }

    @Test func everythingMissingIsNamed() throws {
        try machine.removeTree("/usr")
        try machine.remove("/dev/loop-control")
        try write("/proc/filesystems", "")
        try write("/sys/module/apparmor/parameters/enabled", "Y\n")
        let problems = try requirements.problems().joined(separator: "\n")
        for word in ["lxc", "iproute2", "nftables", "modprobe loop", "squashfs", "overlay", "apparmor_parser"] {
            #expect(problems.contains(word))
        }
    }

    @Test(arguments: [
        "", "root:524288:65536\n", "user:524288:300000000\n", "root:600000:300000000\n", "root:x:y\nroot",
    ])
    func delegationsAreAddedOnce(text: String) throws {
        try write("/etc/subuid", text)
        try machine.remove("/etc/subgid")
        #expect(try requirements.problems().count == 2)
        try requirements.delegateIdentifiers()
        try requirements.delegateIdentifiers()
        #expect(try requirements.problems() == [])
        let after = try #require(try machine.readText("/etc/subuid"))
        #expect(after.hasPrefix(text))
        #expect(after.hasSuffix("\nroot:524288:268435456\n") || after == "root:524288:268435456\n")
    }

    @Test func theMountTableIsRead() {
        let table = MountTable(
            text: """
                22 27 0:21 / /proc rw,relatime - proc proc rw
                30 27 0:9 / /data/a\\040b rw shared:1 master:2 - ext4 /dev/sda rw
                31 30 0:9 / /data/a\\040b/deep rw - overlay overlay rw,lowerdir=/x
                32 30 0:9 / /data/a\\040bc rw - tmpfs tmpfs rw
                33 27 0:4 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct
                broken line
                """)
        #expect(table.entries.count == 5)
        #expect(table.entries(within: "/data/a b").map(\.path) == ["/data/a b/deep", "/data/a b"])
        #expect(table.entries.last?.options == ["rw", "cpu", "cpuacct"])
    }

    @Test func configurationTakesNoControlCharacters() throws {
        let range = IdentifierRange(start: 524_288)
        let paths = ContainerPaths("hello", in: "/containers")
        let groups = ControlGroups("hello", below: "startos-abc")
        var definition = ContainerDefinition(name: "hello", identifiers: range, layers: [])
        definition.environment = ["LANG": "de_DE.UTF-8"]
        definition.network = ContainerNetwork(
            bridge: "startbr0", address: "10.59.0.2", gateway: "10.59.0.1",
            hardwareAddress: "02:53:4f:00:00:00")
        let text = try LXCConfigurationFile(
            definition, paths: paths, groups: groups, instance: "abcdef", devices: [], appArmor: .generated
        ).text
        for line in [
            "lxc.idmap = u 0 524288 65536", "lxc.apparmor.profile = generated", "lxc.net.0.veth.pair = soabcdef0",
            "lxc.net.0.ipv4.address = 10.59.0.2/32", "lxc.net.0.script.up = /containers/hello/network-up",
            "lxc.environment = LANG=de_DE.UTF-8",
            "lxc.init.cmd = /usr/bin/start-container init",
        ] {
            #expect(text.contains(line + "\n"))
        }
        definition.environment = ["LANG": "C\nlxc.hook.pre-start = /bin/true"]
        let error = #expect(throws: StartError.self) {
            try LXCConfigurationFile(
                definition, paths: paths, groups: groups, instance: "abcdef", devices: [], appArmor: nil)
        }
        #expect(error?.code == .invalidRequest)
    }

    @Test func instancesHaveShortStableNames() {
        let name = LXCEngineConfiguration.instance(for: "/var/lib/startos")
        #expect(name == LXCEngineConfiguration.instance(for: "/var/lib/../lib/startos/"))
        #expect(name != LXCEngineConfiguration.instance(for: "/var/lib/startos2"))
        #expect(name.utf8.count == 6)
        #expect(LXCConfigurationFile.interfaceName(instance: name, service: IdentifierRange.limit).utf8.count <= 15)
    }
}
