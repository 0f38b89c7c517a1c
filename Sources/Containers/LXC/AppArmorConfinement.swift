import Errors
import SystemInterface
import SystemPackage

/// How AppArmor confines the processes of containers, where the kernel has it.
enum AppArmorConfinement: Hashable, Sendable {
    /// By the profile that is installed with the server and loaded when the machine starts.
    case installed
    /// By one that LXC writes and compiles for each container: where the server runs without being installed.
    case generated

    /// LXC may change into profiles whose names begin with `lxc-`.
    static let profile = "lxc-startos"

    /// nil where the kernel has no AppArmor.
    static func available(_ files: any FileSystem) throws(StartError) -> AppArmorConfinement? {
        let enabled = try files.readText("/sys/module/apparmor/parameters/enabled") ?? ""
        guard enabled.hasPrefix("Y") else { return nil }
        // A line is `name (mode)`.
        let loaded = try files.readText("/sys/kernel/security/apparmor/profiles") ?? ""
        return loaded.split(separator: "\n").contains { $0.hasPrefix("\(profile) ") } ? .installed : .generated
    }

    var settings: [(key: String, value: String)] {
        switch self {
        case .installed: [("lxc.apparmor.profile", Self.profile)]
        case .generated: [("lxc.apparmor.profile", "generated"), ("lxc.apparmor.allow_nesting", "1")]
        }
    }
}
