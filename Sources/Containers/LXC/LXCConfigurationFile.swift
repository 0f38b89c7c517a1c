import Errors
import Glibc
import SystemPackage

/// The text of a container's `config`, lxc.container.conf(5).
struct LXCConfigurationFile {
    private(set) var lines: [String] = []

    init(
        _ definition: ContainerDefinition, paths: ContainerPaths, groups: ControlGroups, instance: String,
        devices: [DeviceNode], appArmor: AppArmorConfinement?
    ) throws(StartError) {
        set("lxc.include", "/usr/share/lxc/config/common.conf")
        set("lxc.include", "/usr/share/lxc/config/userns.conf")
        for (key, value) in appArmor?.settings ?? [] { set(key, value) }
        let range = definition.identifiers
        set("lxc.idmap", "u 0 \(range.start) \(range.count)")
        set("lxc.idmap", "g 0 \(range.start) \(range.count)")
        set("lxc.rootfs.path", "dir:\(paths.rootFileSystem)")
        // What the host mounts below later then reaches every mount namespace inside.
        set("lxc.rootfs.options", "rshared")
        set("lxc.uts.name", definition.name)
        set("lxc.init.cmd", definition.initCommand.joined(separator: " "))
        set("lxc.signal.halt", "SIGTERM")
        set("lxc.cgroup.dir.monitor", groups.monitor)
        set("lxc.cgroup.dir.container", groups.container)
        set("lxc.cgroup.dir.container.inner", "inner")
        for setting in ControlGroupSetting.all(for: definition.limits) where setting.isInConfiguration {
            set("\(setting.version == .first ? "lxc.cgroup" : "lxc.cgroup2").\(setting.file)", setting.value)
        }
        // What a service of systemd gets; the daemon's own limit is higher, and programs that use select(2) cannot cope.
        set("lxc.prlimit.nofile", Self.openFiles)
        set("lxc.tty.max", "0")
        set("lxc.console.logfile", "\(paths.console)")
        set("lxc.console.size", "256KB")
        addNetwork(definition, instance: instance, script: paths.networkScript)
        for (name, value) in definition.environment.sorted(by: { $0.key < $1.key }) {
            set("lxc.environment", "\(name)=\(value)")
        }
        for device in devices {
            set(
                "lxc.mount.entry",
                "\(paths.rootFileSystem)\(device.staging) \(device.path.dropFirst()) none bind,create=file 0 0")
        }
        // A line end in a value would let it set anything.
        guard lines.allSatisfy({ line in !line.unicodeScalars.contains { $0.value < 32 } }) else {
            throw StartError(.invalidRequest, "The definition of \(definition.name) contains control characters.")
        }
    }

    var text: String {
        lines.map { $0 + "\n" }.joined()
    }

    private mutating func addNetwork(_ definition: ContainerDefinition, instance: String, script: FilePath) {
        guard let network = definition.network else {
            set("lxc.net.0.type", "empty")
            return
        }
        let service = definition.identifiers.service
        set("lxc.net.0.type", "veth")
        set("lxc.net.0.veth.pair", Self.interfaceName(instance: instance, service: service))
        set("lxc.net.0.link", network.bridge)
        set("lxc.net.0.flags", "up")
        set("lxc.net.0.name", "eth0")
        set("lxc.net.0.script.up", script.string)
        set("lxc.net.0.hwaddr", network.hardwareAddress)
        set("lxc.net.0.ipv4.address", "\(network.address)/32")
        set("lxc.net.0.ipv4.gateway", network.gateway)
    }

    private mutating func set(_ key: String, _ value: String) {
        lines.append("\(key) = \(value)")
    }

    /// Soft and hard limit; the hard one cannot be above our own.
    private static var openFiles: String {
        var own = rlimit()
        let isKnown = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &own) == 0
        let hard = min(524_288, isKnown ? own.rlim_max : 4096)
        return "\(min(1024, hard)):\(hard)"
    }

    /// The host's end of the container's interface; at most 15 characters.
    static func interfaceName(instance: String, service: Int) -> String {
        "so\(instance)\(String(service, radix: 36))"
    }
}
