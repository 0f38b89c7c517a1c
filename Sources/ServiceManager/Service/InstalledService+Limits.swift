package import Containers
import Errors
import Logging
import PatchDatabase
import ServerDocument
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
