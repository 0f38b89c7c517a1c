import ServerDocument

/// The phases of an installation and how much each weighs in the whole.
struct InstallProgress {
    enum Phase: Int, CaseIterable {
        case uploading, validating, installing

        var name: String {
            switch self {
            case .uploading: "Uploading"
            case .validating: "Validating Headers"
            case .installing: "Installing"
            }
        }

        var weight: UInt64 {
            switch self {
            case .uploading: 100
            case .validating: 1
            case .installing: 50
            }
        }
    }

    private(set) var value = FullProgress(
        overall: .notStarted, phases: Phase.allCases.map { FullProgress.Phase(name: $0.name) })

    mutating func set(_ phase: Phase, _ progress: Progress) {
        value.phases[phase.rawValue].progress = progress
        var done: UInt64 = 0
        for phase in Phase.allCases { done += share(of: phase) }
        let total = Phase.allCases.reduce(0) { $0 + $1.weight }
        let isComplete = value.phases.allSatisfy { $0.progress == .complete }
        value.overall = isComplete ? .complete : .counted(done: done, total: total, unit: nil)
    }

    private func share(of phase: Phase) -> UInt64 {
        switch value.phases[phase.rawValue].progress {
        case .complete: phase.weight
        case .counted(let done, let total?, _) where total > 0: phase.weight * min(done, total) / total
        default: 0
        }
    }
}
