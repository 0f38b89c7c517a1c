/// The most that a service may take, `packageData.<id>.limits`. What is nil is the server's own limit.
package struct ServiceLimits: Codable, Hashable, Sendable {
    /// Bytes of memory.
    package var memory: Int64?
    /// Processors' worth of time: 1.5 is one and a half of them.
    package var cpu: Double?
    /// Processes and threads.
    package var processes: Int?
    /// Bytes of disk, for all that the service writes: volumes, logs, and what it changes in its container.
    package var disk: Int64?

    package init(memory: Int64? = nil, cpu: Double? = nil, processes: Int? = nil, disk: Int64? = nil) {
        self.memory = memory
        self.cpu = cpu
        self.processes = processes
        self.disk = disk
    }
}
