package struct SetLimitsParameters: Codable, Sendable {
    package let id: String
    /// Bytes; nil: as much as the machine has.
    package let memory: Int64?
    /// Processors' worth of time, such as 0.5; nil: all.
    package let cpu: Double?
    /// Processes and threads; nil: 16384.
    package let processes: Int?
    /// Bytes; nil: as much as the disk has.
    package let disk: Int64?

    package init(
        id: String, memory: Int64? = nil, cpu: Double? = nil, processes: Int? = nil, disk: Int64? = nil
    ) {
        self.id = id
        self.memory = memory
        self.cpu = cpu
        self.processes = processes
        self.disk = disk
    }
}

/// What a service uses at a moment.
package struct ServiceStatistics: Codable, Hashable, Sendable {
    /// The name of its container.
    package let containerId: String
    /// MiB, rounded up.
    package let memoryUsage: Int
    /// MiB: its own limit, or what the machine has.
    package let memoryLimit: Int
    /// Without what the kernel would give up at once: files that were read and are not used.
    package let memoryBytes: Int64
    /// Nil when the service may use all of the machine's.
    package let memoryLimitBytes: Int64?
    /// Processor time since the sample before: 100 is one processor. Nil in the first sample.
    package let cpuPercent: Double?
    /// Processes and threads.
    package let processes: Int
    /// What it has written; nil until it was measured.
    package let diskBytes: Int64?
    package let diskLimitBytes: Int64?

    private enum CodingKeys: String, CodingKey {
        case containerId = "container_id"
        case memoryUsage = "memory_usage"
        case memoryLimit = "memory_limit"
        case memoryBytes = "memory_bytes"
        case memoryLimitBytes = "memory_limit_bytes"
        case cpuPercent = "cpu_percent"
        case processes
        case diskBytes = "disk_bytes"
        case diskLimitBytes = "disk_limit_bytes"
    }

    /// - Parameter machineMemory: What the machine has, in bytes.
    package init(
        containerId: String, memory: Int64, memoryLimit: Int64?, machineMemory: Int64, cpuPercent: Double?,
        processes: Int, disk: Int64?, diskLimit: Int64?
    ) {
        let mebibyte = Int64(1 << 20)
        self.containerId = containerId
        memoryUsage = Int((memory + mebibyte - 1) / mebibyte)
        self.memoryLimit = Int(min(memoryLimit ?? machineMemory, machineMemory) / mebibyte)
        memoryBytes = memory
        memoryLimitBytes = memoryLimit
        self.cpuPercent = cpuPercent
        self.processes = processes
        diskBytes = disk
        diskLimitBytes = diskLimit
    }
}

package struct StatisticsSubscription: Codable, Sendable {
    /// Opens `/ws/rpc/<guid>` once, within 30 seconds: every two seconds a text frame like `stats`.
    package let guid: String
    package let stats: [String: ServiceStatistics?]

    package init(guid: String, stats: [String: ServiceStatistics?]) {
        self.guid = guid
        self.stats = stats
    }
}
