/// One line of a limit in a control group.
struct ControlGroupSetting: Hashable, Sendable {
    /// Of the interface of control groups: cgroups(7).
    enum Version: Hashable, Sendable {
        case first, second
    }

    let version: Version
    let controller: String
    let file: String
    let value: String
    /// Whether LXC can be told to set it before anything runs: not what some kernels lack, nor what limits nothing.
    let isInConfiguration: Bool

    /// What limits mean under both versions, in an order in which lowered limits can be written.
    static func all(for limits: ContainerLimits) -> [ControlGroupSetting] {
        let memory = limits.memory.map(String.init)
        // Processor time is dealt out in tenths of a second, in microseconds; the kernel gives no less than one.
        let period = 100_000
        let quota = limits.processors.map { String(max(1000, Int(($0 * Double(period)).rounded()))) }
        return [
            Self(.first, "pids", "pids.max", "\(limits.processes)"),
            Self(.second, "pids", "pids.max", "\(limits.processes)"),
            Self(.first, "memory", "memory.limit_in_bytes", memory, otherwise: "-1"),
            // Memory and swap together. Swap is not always accounted for.
            Self(.first, "memory", "memory.memsw.limit_in_bytes", memory, otherwise: "-1", isOptional: true),
            Self(.second, "memory", "memory.max", memory, otherwise: "max"),
            Self(.second, "memory", "memory.swap.max", memory.map { _ in "0" }, otherwise: "max", isOptional: true),
            Self(.first, "cpu", "cpu.cfs_quota_us", quota, otherwise: "-1"),
            Self(.second, "cpu", "cpu.max", quota.map { "\($0) \(period)" }, otherwise: "max \(period)"),
        ]
    }

    private init(
        _ version: Version, _ controller: String, _ file: String, _ value: String?, otherwise none: String = "max",
        isOptional: Bool = false
    ) {
        self.version = version
        self.controller = controller
        self.file = file
        self.value = value ?? none
        isInConfiguration = value != nil && !isOptional
    }
}
