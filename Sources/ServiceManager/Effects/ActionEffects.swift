import Errors
import JSONValues
import PatchDatabase
import ServerDocument

/// Actions and tasks.
extension ServiceEffects {
    static let actionHandlers: [String: Handler] = [
        "action.export": { effects, call in
            let action: ExportedAction = try call.decoded()
            guard Identifier.isValid(action.id) else {
                throw StartError(.invalidIdentifier, "\"\(action.id)\" is no id of an action.")
            }
            return try await effects.update(call) { transaction in
                try transaction.set(action.metadata, at: effects.entry.actions[action.id])
                return .null
            }
        },
        "action.clear": { effects, call in
            let selection: Selection<String> = try call.decoded()
            return try await effects.update(call) { transaction in
                try transaction.modify(effects.entry.actions) { actions in
                    actions = actions.filter { !selection.contains($0.key) }
                }
                return .null
            }
        },
        "action.get-input": { effects, call in
            let request: ActionRequest = try call.decoded()
            try effects.checkAccess(to: request)
            return try await effects.target(request.packageId ?? effects.package)
                .actionInput(request.actionId, prefill: request.prefill ?? .null, eventId: effects.eventId(of: call))
        },
        "action.run": runAction,
        "action.create-task": createTask,
        "action.clear-tasks": { effects, call in
            let selection: Selection<String> = try call.decoded()
            return try await effects.update(call) { transaction in
                try transaction.modify(effects.entry.tasks) { tasks in
                    tasks = tasks.filter { !selection.contains($0.key) }
                }
                return .null
            }
        },
    ]

    private struct ExportedAction: Codable, Sendable {
        var id: String
        var metadata: ActionMetadata
    }

    private struct ActionRequest: Codable, Sendable {
        var packageId: String?
        var actionId: String
        var prefill: JSON?
        var input: JSON?
    }

    /// The id under which the target recognises a repetition: the caller's event, or the call itself.
    private func eventId(of call: EffectCall) -> String {
        if let identity = call.identity { return "\(package)-\(identity.instance)-\(identity.number)" }
        return host.guid()
    }

    private static let runAction: Handler = { effects, call in
        let request: ActionRequest = try call.decoded()
        try effects.checkAccess(to: request)
        return try await effects.target(request.packageId ?? effects.package).runAction(
            request.actionId, input: request.input ?? .null, eventId: effects.eventId(of: call))
    }

    /// The service that an action belongs to. A package that is not up itself would wait for itself.
    private func target(_ id: String) async throws -> InstalledService {
        let target = try host.service(id)
        if id == package, await !target.isInitialised {
            throw StartError(.uninitialized, "\(id) cannot run its own actions before it is initialised.")
        }
        return target
    }

    /// Its own actions are a package's own affair; those of others say themselves who may use them.
    ///
    /// - Throws: `invalidRequest`.
    private func checkAccess(to request: ActionRequest) throws(StartError) {
        guard let target = request.packageId, target != package else { return }
        let action = try host.database.value(at: Document.root.package(target).actions[request.actionId])
        let dependencies = try host.database.value(at: entry.currentDependencies) ?? [:]
        switch action?.access ?? .user {
        case .public: return
        case .dependent where dependencies[target] != nil: return
        case .dependent, .user:
            throw StartError(.invalidRequest, "\(package) may not use the action \(request.actionId) of \(target).")
        }
    }

    private struct NewTask: Codable, Sendable {
        var replayId: String
        var packageId: String
        var actionId: String
        var severity: ServiceTask.Severity?
        var reason: String?
        var when: ServiceTask.Trigger?
        var input: JSON?
    }

    private static let createTask: Handler = { effects, call in
        let new: NewTask = try call.decoded()
        guard new.when == nil || new.input?.isNull == false else {
            throw StartError(.invalidRequest, "A task with a condition needs an input to compare with.")
        }
        let task = ServiceTask(
            packageId: new.packageId, actionId: new.actionId, severity: new.severity ?? .important,
            reason: new.reason, when: new.when, input: new.input)
        return try await effects.update(call) { transaction in
            try transaction.set(TaskEntry(task: task, active: true), at: effects.entry.tasks[new.replayId])
            if task.severity == .critical {
                try transaction.modify(effects.entry.statusInfo) { status in
                    status.desired = status.desired.afterStop
                    status.health = [:]
                }
            }
            return .null
        }
    }
}
