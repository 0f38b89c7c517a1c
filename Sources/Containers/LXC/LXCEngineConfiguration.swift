package import SystemPackage

/// What an engine needs to know about the server it works for.
package struct LXCEngineConfiguration: Hashable, Sendable {
    /// The directory of all containers. Made if missing; others may pass through it but not list it.
    package var directory: FilePath
    /// Tells this server's control groups and interfaces from those of another on the same machine: 1 to 6 lower-case
    /// letters and digits.
    package var instance: String
    /// The control group that those of the containers stand in, relative to the root of every hierarchy. Where systemd
    /// runs it must be one that systemd has delegated.
    package var controlGroup: String

    /// - Parameter controlGroup: one of the engine's own at the root when nil.
    package init(directory: FilePath, instance: String, controlGroup: String? = nil) {
        self.directory = directory
        self.instance = instance
        self.controlGroup = controlGroup ?? "startos-\(instance)"
    }

    /// The instance name that belongs to a data directory.
    package static func instance(for directory: FilePath) -> String {
        // FNV-1a: short, and the same after every restart.
        let hash = directory.lexicallyNormalized().string.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01b3
        }
        let text = String(hash % 2_176_782_336, radix: 36)
        return String(repeating: "0", count: 6 - text.count) + text
    }
}
