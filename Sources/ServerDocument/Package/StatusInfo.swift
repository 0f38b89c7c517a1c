package import JSONValues

/// What a service should do and what it is doing.
package struct StatusInfo: Codable, Sendable {
    /// By health check id.
    package var health: [String: HealthResult] = [:]
    package var error: ErrorInfo?
    /// RFC 3339; nil while the main program does not run.
    package var started: String?
    package var desired: DesiredStatus = .stopped
    /// While a service that should run waits to be started again; else nil.
    package var retry: RetryInfo?

    package init() {}
}

/// The next try of a service whose start failed, or that ended by itself.
package struct RetryInfo: Codable, Equatable, Sendable {
    /// Tries that failed since it last ran well for a while.
    package var attempt: Int
    /// When it is tried again: RFC 3339.
    package var at: String
    /// Why the last try failed.
    package var reason: String

    package init(attempt: Int, at: String, reason: String) {
        self.attempt = attempt
        self.at = at
        self.reason = reason
    }
}

/// The last serious error of a service, for people and for support.
package struct ErrorInfo: Codable, Equatable, Sendable {
    package var details: String
    package var debug: String
    package var info: JSON?

    package init(details: String, debug: String) {
        self.details = details
        self.debug = debug
    }
}

/// The state that a service should reach.
package enum DesiredStatus: Hashable, Sendable {
    case stopped
    case running
    /// Stop, then run; `again` when it was asked for once more before it ran.
    case restarting(again: Bool)
    case backingUp(thenStart: Bool)
}

extension DesiredStatus: Codable {
    private enum CodingKeys: String, CodingKey {
        case main, restartAgain, onComplete
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(String.self, forKey: .main) {
        case "stopped": self = .stopped
        case "running": self = .running
        case "restarting":
            self = .restarting(again: try container.decodeIfPresent(Bool.self, forKey: .restartAgain) ?? false)
        case "backing-up":
            self = .backingUp(thenStart: try container.decode(String.self, forKey: .onComplete) == "start")
        case let other:
            throw DecodingError.dataCorruptedError(
                forKey: .main, in: container, debugDescription: "\"\(other)\" is no desired status")
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .stopped: try container.encode("stopped", forKey: .main)
        case .running: try container.encode("running", forKey: .main)
        case .restarting(let again):
            try container.encode("restarting", forKey: .main)
            try container.encode(again, forKey: .restartAgain)
        case .backingUp(let thenStart):
            try container.encode("backing-up", forKey: .main)
            try container.encode(thenStart ? "start" : "stop", forKey: .onComplete)
        }
    }
}

extension DesiredStatus {
    /// What `package.start` makes of it.
    package var afterStart: DesiredStatus {
        switch self {
        case .stopped: .running
        case .backingUp: .backingUp(thenStart: true)
        case .running, .restarting: self
        }
    }

    /// What `package.stop` makes of it.
    package var afterStop: DesiredStatus {
        if case .backingUp = self { .backingUp(thenStart: false) } else { .stopped }
    }

    /// What `package.restart` makes of it.
    package func afterRestart(isStarted: Bool) -> DesiredStatus {
        switch self {
        case .running: .restarting(again: false)
        case .restarting: isStarted ? self : .restarting(again: true)
        case .stopped, .backingUp: self
        }
    }

    /// Whether the main program shall run, now or after a restart.
    package var isForRunning: Bool {
        switch self {
        case .running, .restarting: true
        case .stopped, .backingUp: false
        }
    }

    /// What remains to be reached once the main program runs.
    package var afterStarted: DesiredStatus {
        switch self {
        case .restarting(again: true): .restarting(again: false)
        case .restarting(again: false): .running
        case .stopped, .running, .backingUp: self
        }
    }

    /// What remains to be reached when the container is made anew.
    package var afterCreation: DesiredStatus {
        switch self {
        case .restarting: .running
        case .backingUp(let thenStart): thenStart ? .running : .stopped
        case .stopped, .running: self
        }
    }
}

/// The last word of a health check.
package struct HealthResult: Codable, Hashable, Sendable {
    package enum Outcome: String, Codable, CaseIterable, Sendable {
        case success, loading, disabled, starting, waiting, failure
    }

    /// The name for people.
    package var name: String
    package var result: Outcome
    /// Always given for `loading` and `failure`.
    package var message: String?

    package init(name: String, result: Outcome, message: String?) {
        self.name = name
        self.result = result
        self.message = message
    }
}
