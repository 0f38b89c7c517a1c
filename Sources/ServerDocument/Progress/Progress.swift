/// How far a piece of work is. On the wire `null`, `false`, `true`, an object of numbers, or a nested `FullProgress`.
package indirect enum Progress: Hashable, Sendable {
    package enum Unit: String, Codable, Sendable {
        case bytes, steps
    }

    case notStarted
    /// Under way, and nobody knows how long.
    case started
    case complete
    case counted(done: UInt64, total: UInt64?, unit: Unit?)
    case nested(FullProgress)
}

/// Named phases and the whole of them.
package struct FullProgress: Codable, Hashable, Sendable {
    package struct Phase: Codable, Hashable, Sendable {
        package var name: String
        package var progress: Progress

        package init(name: String, progress: Progress = .notStarted) {
            self.name = name
            self.progress = progress
        }
    }

    /// Never `nested`.
    package var overall: Progress
    package var phases: [Phase]

    package init(overall: Progress = .notStarted, phases: [Phase] = []) {
        self.overall = overall
        self.phases = phases
    }
}

extension Progress: Codable {
    private struct Count: Codable {
        var done: UInt64
        var total: UInt64?
        var units: Unit?
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .notStarted
        } else if let isComplete = try? container.decode(Bool.self) {
            self = isComplete ? .complete : .started
        } else if let count = try? container.decode(Count.self) {
            self = .counted(done: count.done, total: count.total, unit: count.units)
        } else {
            self = .nested(try container.decode(FullProgress.self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .notStarted: try container.encodeNil()
        case .started: try container.encode(false)
        case .complete: try container.encode(true)
        case .counted(let done, let total, let unit):
            try container.encode(Count(done: done, total: total, units: unit))
        case .nested(let progress): try container.encode(progress)
        }
    }
}
