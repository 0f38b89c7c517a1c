/// The layers of the project: a target depends on lower ones only.
enum Layers {
    /// By target. Test targets have no layer: they may use everything.
    static let table: [String: Int] = [
        // Programs
        "startbox": 6, "start-container": 6,
        // Front ends
        "StartDaemon": 5, "CommandLine": 5,
        // Managers
        "ServiceManager": 4, "Packaging": 4,
        // The machine
        "Containers": 3, "Networking": 3, "LiveSystem": 3,
        // Shared language
        "RPCServer": 2, "RPCClient": 2, "RPCMethods": 2, "ServerDocument": 2, "Logs": 2,
        "ServiceDescriptions": 2,
        // Formats
        "PatchDatabase": 1, "PackageArchive": 1, "Blake3Hash": 1, "ExtendedVersions": 1,
        "DNSMessages": 1,
        // Ground
        "JSONValues": 0, "Errors": 0, "SystemInterface": 0, "BinaryEncodings": 0,
    ]

    /// Targets in C stand below everything: they know the kernel or one algorithm, and nothing of ours.
    static let inC: Set<String> = ["CLinux", "CBlake3", "CDecaf", "CArgon2", "CStartContainer"]

    /// Targets beside the layers: only tests and simulations depend on them, or nobody.
    static let beside: Set<String> = ["SimulatedSystem", "TestSupport", "startos-benchmarks"]

    /// Edges inside a layer that exist because one of the two builds on the other's format.
    static let insideALayer: Set<String> = [
        "JSONValues -> Errors", "SystemInterface -> Errors",
        "PatchDatabase -> Blake3Hash", "PackageArchive -> Blake3Hash", "PackageArchive -> ExtendedVersions",
        "RPCMethods -> ServerDocument", "ServiceDescriptions -> ServerDocument", "RPCServer -> RPCMethods",
        "RPCClient -> RPCMethods",
    ]
}
