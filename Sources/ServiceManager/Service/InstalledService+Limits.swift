package import Containers
package import Errors
import Logging
import PatchDatabase
package import ServerDocument
import SystemInterface

/// What a service may take, and what it takes.
extension InstalledService {
    /// Sets other limits on the container that runs, if one does.
    func apply(_ limits: ContainerLimits) async {
        guard let container = session?.container else { return }
        do {
            try await container.limit(to: limits)
        } catch {
            // It uses more than it may now. A new container begins within its limits.
            logger.notice(
                "The service is started again for its new limits", metadata: ["error": "\(error.debugText)"])
            rebuild()
        }
    }

    /// Checks that the service is not beyond new limits already.
    ///
    /// - Throws: `invalidParameters` with what it has written.
    package func checkUsage(against limits: ServiceLimits) throws(StartError) {
        guard let limit = limits.disk, let diskUsage, diskUsage > limit else { return }
        throw StartError(
            .invalidParameters,
            "params.disk is less than the \(Bytes(diskUsage)) (\(diskUsage)) that \(title) has written already.")
    }

    /// Whether anything of it can be running.
    var hasContainer: Bool { lifeCycle.container != .absent }

    func setDiskUsage(_ bytes: Int64) {
        diskUsage = bytes
    }

    /// What its container uses; nil when it has none.
    package func usage() async -> ContainerUsage? {
        await session?.container.usage()
    }
}

extension ContainerLimits {
    init(_ limits: ServiceLimits?) {
        self.init(
            processes: limits?.processes ?? MachineResources.defaultProcesses, memory: limits?.memory,
            processors: limits?.cpu)
    }
}
