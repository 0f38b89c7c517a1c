import Errors
import JSONValues
import PatchDatabase
import ServerDocument
import SystemInterface

/// Running, stopping, status.
extension ServiceEffects {
    static let controlHandlers: [String: Handler] = [
        "echo": { _, call in call.parameters["message"] ?? .null },
        "git-info": { _, _ in .string(ServerVersion.current) },
        "clear-callbacks": { effects, call in
            let selection: Selection<Int> = try call.decoded()
            await effects.callbacks.remove { selection.contains($0) }
            return .null
        },
        "restart": { effects, call in
            try await effects.update(call) { transaction in
                try transaction.modify(effects.entry.statusInfo) { status in
                    status.desired = status.desired.afterRestart(isStarted: status.started != nil)
                    if case .restarting = status.desired { status.health = [:] }
                }
                return .null
            }
        },
        "shutdown": { effects, call in
            try await effects.update(call) { transaction in
                try transaction.modify(effects.entry.statusInfo) { status in
                    status.desired = status.desired.afterStop
                    status.health = [:]
                }
                return .null
            }
        },
        // Answered first: the rebuild takes this very conversation away.
        "rebuild": { effects, _ in
            await effects.service.rebuild()
            return .null
        },
        "set-main-status": { effects, call in
            let isRunning = call.parameters["status"]?.string == "running"
            let now = effects.host.time.now.description
            return try await effects.update(call) { transaction in
                try transaction.modify(effects.entry.statusInfo) { status in
                    status.started = isRunning ? status.started ?? now : nil
                }
                return .null
            }
        },
        "get-status": { effects, call in
            let id = call.packageId(or: effects.package)
            return try await effects.callbacks.read(Document.root.package(id).statusInfo, call.callback)
        },
        "set-health": setHealth,
    ]

    private struct Health: Codable, Sendable {
        var id: String
        var name: String
        var result: HealthResult.Outcome
        var message: String?
    }

    /// Health comes every second or so and rarely changes: only a change is written.
    private static let setHealth: Handler = { effects, call in
        let health: Health = try call.decoded()
        guard Identifier.isValid(health.id) else {
            throw StartError(.invalidIdentifier, "\"\(health.id)\" is no id of a health check.")
        }
        if health.message == nil, health.result == .loading || health.result == .failure {
            throw StartError(.invalidParameters, "params.message is missing: \(health.result) must say why.")
        }
        let result = HealthResult(name: health.name, result: health.result, message: health.message)
        let place = effects.entry.statusInfo.health[health.id]
        if try effects.host.database.value(at: place) == result { return .null }
        return try await effects.update(call) { transaction in
            try transaction.set(result, at: place)
            return .null
        }
    }
}
