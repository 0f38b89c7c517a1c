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
            let place = effects.entry.actions[action.id]
            let isNews = try effects.host.database.value(at: place) != action.metadata
            let answer = try await effects.update(call) { transaction in
                try transaction.set(action.metadata, at: place)
                return .null
            }
            // Behind the caller's back: it may be the form itself that exports. An `init` evaluates at its end.
            if isNews, await effects.service.isInitialised {
                await effects.service.evaluateTasksSoon(of: action.id)
            }
            return answer
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
        let task = ServiceTask(
            packageId: new.packageId, actionId: new.actionId, severity: new.severity ?? .important,
            reason: new.reason, when: new.when, input: try wish(of: new))
        let evaluation = await effects.host.evaluation(of: task)
        return try await effects.update(call) { transaction in
            let place = effects.entry.tasks[new.replayId]
            guard let evaluation = evaluation?.current() else {
                try transaction.set(TaskEntry(task: task, active: true), at: place)
                if task.severity == .critical { try TaskEvaluation.stop(effects.package, &transaction) }
                return .null
            }
            let entry = TaskEntry(task: task, active: try transaction.value(at: place)?.active ?? true)
            if task.when?.once == true, evaluation.outcome(of: entry)?.active == false {
                // Fulfilled before it was made.
                try transaction.remove(place)
            } else {
                try transaction.set(entry, at: place)
            }
            try evaluation.apply(to: &transaction)
            return .null
        }
    }

    /// The input of a new task as it is kept: `{kind: "partial", accept: […], set: …}`. Older packages say
    /// `{kind: "partial", value: …}`.
    ///
    /// - Throws: `invalidRequest` when there is a condition and nothing to compare with.
    private static func wish(of task: NewTask) throws(StartError) -> JSON? {
        var input = task.input
        if let value = input?["value"], input?["accept"] == nil {
            input = ["kind": "partial", "accept": .array([value]), "set": value]
        }
        guard task.when == nil || input?["accept"]?.array != nil else {
            throw StartError(
                .invalidRequest,
                "A task with a condition needs an input to compare with: {kind: \"partial\", accept: [...], set: ...}.")
        }
        return input
    }
}
