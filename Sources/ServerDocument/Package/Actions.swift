package import JSONValues

/// What a service tells of one of its actions.
package struct ActionMetadata: Codable, Equatable, Sendable {
    package enum AllowedStatuses: String, Codable, CaseIterable, Sendable {
        case onlyRunning = "only-running"
        case onlyStopped = "only-stopped"
        case any
    }

    package enum Access: String, Codable, CaseIterable, Sendable {
        case `public`, dependent, user
    }

    package var name: String
    package var description: String
    package var warning: String?
    /// Absent when the package did not say, which means enabled.
    package var visibility: ActionVisibility?
    package var allowedStatuses: AllowedStatuses
    package var hasInput: Bool
    package var group: String?
    package var access: Access?
}

/// Whether an action is offered: `"enabled"`, `"hidden"` or `{"disabled": reason}`.
package enum ActionVisibility: Hashable, Sendable {
    case enabled
    case hidden
    case disabled(reason: String)
}

extension ActionVisibility: Codable {
    private struct Disabled: Codable {
        var disabled: String
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let word = try? container.decode(String.self) {
            switch word {
            case "enabled": self = .enabled
            case "hidden": self = .hidden
            default:
                throw DecodingError.dataCorruptedError(
                    in: container, debugDescription: "\"\(word)\" is no visibility of an action")
            }
        } else {
            self = .disabled(reason: try container.decode(Disabled.self).disabled)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .enabled: try container.encode("enabled")
        case .hidden: try container.encode("hidden")
        case .disabled(let reason): try container.encode(Disabled(disabled: reason))
        }
    }
}

/// A task as it stands with the package that shows it.
package struct TaskEntry: Codable, Equatable, Sendable {
    package var task: ServiceTask
    package var active: Bool
    /// True while the target could not be asked for its configuration: `active` is what was true before.
    package var unverified: Bool?

    package init(task: ServiceTask, active: Bool) {
        self.task = task
        self.active = active
    }
}

/// A wish of one service that an action of a service be run.
package struct ServiceTask: Codable, Equatable, Sendable {
    package enum Severity: String, Codable, CaseIterable, Sendable {
        case optional, important, critical
    }

    package struct Trigger: Codable, Equatable, Sendable {
        /// The one condition there is: the task is active while the target's configuration is not as wished.
        package static let inputNotMatches = "input-not-matches"

        /// Whether the task is done with for good as soon as it is fulfilled.
        package var once: Bool?
        package var condition: String

        package init(once: Bool?, condition: String = inputNotMatches) {
            self.once = once
            self.condition = condition
        }
    }

    package var packageId: String
    package var actionId: String
    package var severity: Severity
    package var reason: String?
    package var when: Trigger?
    package var input: JSON?

    package init(
        packageId: String, actionId: String, severity: Severity, reason: String?, when: Trigger?, input: JSON?
    ) {
        self.packageId = packageId
        self.actionId = actionId
        self.severity = severity
        self.reason = reason
        self.when = when
        self.input = input
    }
}

extension ServiceTask {
    /// The configurations that fulfil the task: being a part of the whole is enough, for any of them.
    package var accepted: [JSON] { input?["accept"]?.array ?? [] }
}
