import RPCMethods
import Containers
import PatchDatabase
import ServerDocument
import ServiceManager
import SystemInterface

/// Takes what the services use, again and again: processor time is what was used since the time before.
struct StatisticsSampler {
    private struct Reading {
        var processorTime: Duration
        var uptime: Duration
    }

    private let services: Services
    private let machine: MachineResources
    private var last: [String: Reading] = [:]

    init(_ services: Services) throws {
        self.services = services
        machine = try MachineResources(of: services.host)
    }

    /// Every package; null for one without a container.
    mutating func sample() async -> [String: ServiceStatistics?] {
        let host = services.host
        let packages = (try? host.database.value(at: Document.root.packages)) ?? nil
        var statistics: [String: ServiceStatistics?] = [:]
        var readings: [String: Reading] = [:]
        for (id, entry) in packages ?? [:] {
            statistics[id] = .some(nil)
            guard let service = try? services.service(id), let usage = await service.usage() else { continue }
            let reading = Reading(processorTime: usage.processorTime, uptime: host.time.uptime)
            readings[id] = reading
            statistics[id] = ServiceStatistics(
                containerId: id, memory: usage.memory - usage.cache, memoryLimit: entry.limits?.memory,
                machineMemory: machine.memory, cpuPercent: Self.share(from: last[id], to: reading),
                processes: usage.processes, disk: await service.diskUsage, diskLimit: entry.limits?.disk)
        }
        last = readings
        return statistics
    }

    /// Per cent of one processor, to a tenth; nil in a first reading and when the container is another one.
    private static func share(from earlier: Reading?, to later: Reading) -> Double? {
        guard let earlier, later.uptime > earlier.uptime, later.processorTime >= earlier.processorTime else {
            return nil
        }
        let share = (later.processorTime - earlier.processorTime) / (later.uptime - earlier.uptime)
        return (share * 1000).rounded() / 10
    }
}
