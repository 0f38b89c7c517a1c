package import Errors
package import ServerDocument
import SystemInterface
import SystemPackage

/// What there is on this machine for services to share.
package struct MachineResources: Hashable, Sendable {
    /// Bytes.
    package let memory: Int64
    package let processors: Int
    /// Bytes of the file system with the services' data.
    package let disk: Int64

    package init(memory: Int64, processors: Int, disk: Int64) {
        self.memory = memory
        self.processors = processors
        self.disk = disk
    }

    package init(of host: ServiceHost) throws(StartError) {
        let files = host.files
        memory = Self.kibibytes(of: "MemTotal:", in: try files.readText("/proc/meminfo") ?? "") << 10
        processors = Self.processors(in: try files.readText("/proc/stat") ?? "")
        disk = try files.space(at: host.directories.root).total
    }

    /// proc_meminfo(5): `MemTotal:  16384 kB`.
    private static func kibibytes(of name: String, in text: String) -> Int64 {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count >= 2, words[0] == name[...], let value = Int64(words[1]) { return value }
        }
        return 0
    }

    /// proc_stat(5): one line `cpu0 …` for each processor.
    private static func processors(in text: String) -> Int {
        max(1, text.split(separator: "\n").count { $0.hasPrefix("cpu") && !$0.hasPrefix("cpu ") })
    }

    // MARK: Limits

    /// With less a container with Node.js does not come up.
    package static let leastMemory = Int64(64 << 20)
    package static let leastProcessors = 0.05
    package static let processCount = 64...65_536
    package static let leastDisk = Int64(64 << 20)
    /// What holds for a service when nobody says otherwise.
    package static let defaultProcesses = 16_384

    /// Checks that a service can work within limits, and that they say something on this machine.
    ///
    /// - Throws: `invalidParameters` with the bounds.
    package func check(_ limits: ServiceLimits) throws(StartError) {
        if let memory = limits.memory {
            try require("memory", (Self.leastMemory...max(Self.leastMemory, self.memory)).contains(memory)) {
                "\(Bytes(Self.leastMemory)) (\(Self.leastMemory)) to the \(Bytes(self.memory)) (\(self.memory)) that this"
                    + " machine has, in bytes"
            }
        }
        if let cpu = limits.cpu {
            try require("cpu", (Self.leastProcessors...Double(processors)).contains(cpu)) {
                "\(Self.leastProcessors) to the \(processors) processors that this machine has"
            }
        }
        if let processes = limits.processes {
            try require("processes", Self.processCount.contains(processes)) {
                "\(Self.processCount.lowerBound) to \(Self.processCount.upperBound)"
            }
        }
        if let disk = limits.disk {
            try require("disk", (Self.leastDisk...max(Self.leastDisk, self.disk)).contains(disk)) {
                "\(Bytes(Self.leastDisk)) (\(Self.leastDisk)) to the \(Bytes(self.disk)) (\(self.disk)) of the disk, in"
                    + " bytes"
            }
        }
    }

    private func require(_ name: String, _ holds: Bool, _ bounds: () -> String) throws(StartError) {
        guard holds else {
            throw StartError(.invalidParameters, "params.\(name) must be null or from \(bounds()).")
        }
    }
}

/// A number of bytes for people: `512 MiB`, `1.5 GiB`.
struct Bytes: CustomStringConvertible {
    let count: Int64

    init(_ count: Int64) {
        self.count = count
    }

    var description: String {
        var value = count
        var tenths: Int64 = 0
        var unit = 0
        let units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
        while value >= 1024, unit < units.count - 1 {
            tenths = value % 1024 * 10 / 1024
            value /= 1024
            unit += 1
        }
        return tenths == 0 || value >= 100 ? "\(value) \(units[unit])" : "\(value).\(tenths) \(units[unit])"
    }
}
