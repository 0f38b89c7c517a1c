import Errors
import JSONValues
import PatchDatabase
import RPCMethods
import RPCServer
import ServerDocument
import ServiceManager

/// Packages: what is installed, start and stop, actions.
extension ServerHandlers {
    func registerPackages(in router: inout RPCRouter) {
        router.register(Methods.Package.list) { _, _ in
            try (database.value(at: Document.root.packages) ?? [:]).sorted { $0.key < $1.key }.compactMap { id, entry in
                guard
                    let version = entry.stateInfo.currentManifest?["version"]?.string,
                    let status = PackageSummary.Status(rawValue: entry.stateInfo.state.rawValue)
                else { return nil }
                return PackageSummary(status: status, id: id, version: version)
            }
        }
        router.register(Methods.Package.installedVersion) { parameters, _ in
            try database.value(at: Document.root.package(parameters.id).stateInfo)?.manifest?["version"]?.string
        }
        router.register(Methods.Package.start) { parameters, _ in
            _ = try await change(parameters.id) { entry in
                let isBlocked = entry.tasks.values.contains { $0.active && $0.task.severity == .critical }
                guard !isBlocked || parameters.force == true else {
                    throw StartError(.invalidRequest, "\(parameters.id) has a task that must be done before it starts.")
                }
                entry.statusInfo.desired = entry.statusInfo.desired.afterStart
            }
            // It may be wanted already, and wait for its next try.
            try? services.service(parameters.id).retryNow()
            return Empty()
        }
        router.register(Methods.Package.stop) { parameters, _ in
            try await change(parameters.id) { entry in
                entry.statusInfo.desired = entry.statusInfo.desired.afterStop
                entry.statusInfo.health = [:]
                entry.statusInfo.retry = nil
            }
        }
        router.register(Methods.Package.restart) { parameters, _ in
            _ = try await change(parameters.id) { entry in
                let status = entry.statusInfo
                entry.statusInfo.desired = status.desired.afterRestart(isStarted: status.started != nil)
                if case .restarting = entry.statusInfo.desired { entry.statusInfo.health = [:] }
            }
            try? services.service(parameters.id).retryNow()
            return Empty()
        }
        router.register(Methods.Package.rebuild) { parameters, _ in
            try await services.service(parameters.id).rebuild()
            return Empty()
        }
        router.register(Methods.Package.uninstall) { parameters, _ in
            try await services.uninstall(
                parameters.id, keepsData: parameters.soft ?? false, force: parameters.force ?? false)
            return Empty()
        }
        router.register(Methods.Package.setLimits) { parameters, _ in
            let limits = ServiceLimits(
                memory: parameters.memory, cpu: parameters.cpu, processes: parameters.processes, disk: parameters.disk)
            try MachineResources(of: services.host).check(limits)
            try await services.service(parameters.id).checkUsage(against: limits)
            return try await change(parameters.id) { $0.limits = limits }
        }
        router.register(Methods.Package.cancelInstall) { parameters, _ in
            await services.cancelInstallation(parameters.id)
            return Empty()
        }
        router.register(Methods.Package.sideload) { _, call in sideload(call) }
        registerActions(in: &router)
    }

    private func registerActions(in router: inout RPCRouter) {
        router.register(Methods.Package.actionInput) { parameters, _ in
            try await services.service(parameters.packageId)
                .actionInput(parameters.actionId, prefill: parameters.prefill ?? .null)
        }
        router.register(Methods.Package.runAction) { parameters, _ in
            let result = try await services.service(parameters.packageId).runAction(
                parameters.actionId, input: parameters.input ?? .null, eventId: parameters.eventId)
            return ActionResults.latestVersion(of: result)
        }
        router.register(Methods.Package.clearTask) { parameters, _ in
            try await change(parameters.packageId) { entry in
                guard let task = entry.tasks[parameters.replayId] else { return }
                guard task.task.severity != .critical || parameters.force == true else {
                    throw StartError(.invalidRequest, "This task is critical: it must be done, not dismissed.")
                }
                entry.tasks[parameters.replayId] = nil
            }
        }
    }

    /// Changes the entry of a package.
    ///
    /// - Throws: `notFound` when it is not installed.
    private func change(
        _ id: String, _ body: @escaping @Sendable (inout PackageEntry) throws -> Void
    ) async throws -> Empty {
        try await database.update { transaction in
            guard try transaction.value(at: Document.root.package(id)) != nil else {
                throw StartError(.notFound, "\(id) is not installed.")
            }
            try transaction.modify(Document.root.package(id), body)
        }
        return Empty()
    }
}

/// The forms of an action's result.
enum ActionResults {
    /// The result as version 1, which is what clients read; version 0 had no title and one plain value.
    static func latestVersion(of result: JSON) -> JSON {
        guard result["version"]?.string == "0" else { return result }
        let value = result["value"] ?? .null
        let single: JSON = [
            "type": "single", "value": value, "copyable": result["copyable"] ?? false, "qr": result["qr"] ?? false,
            "masked": false,
        ]
        return [
            "version": "1", "title": "Action Complete", "message": result["message"] ?? .null,
            "result": value.isNull ? .null : single,
        ]
    }
}
