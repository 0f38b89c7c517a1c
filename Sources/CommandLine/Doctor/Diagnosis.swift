import Errors
import JSONValues

/// What one check found.
struct Diagnosis: Equatable {
    enum Verdict: String, Comparable {
        case ok, skipped, warning, failure

        static func < (left: Verdict, right: Verdict) -> Bool { left.order < right.order }

        private var order: Int {
            switch self {
            case .ok: 0
            case .skipped: 1
            case .warning: 2
            case .failure: 3
            }
        }
    }

    let verdict: Verdict
    /// What is the case.
    let finding: String
    /// What to do about it; nil when there is nothing to do.
    let advice: String?

    static func ok(_ finding: String) -> Diagnosis {
        Diagnosis(verdict: .ok, finding: finding, advice: nil)
    }

    /// It cannot be told, or does not matter here.
    static func skipped(_ finding: String) -> Diagnosis {
        Diagnosis(verdict: .skipped, finding: finding, advice: nil)
    }

    static func warning(_ finding: String, _ advice: String) -> Diagnosis {
        Diagnosis(verdict: .warning, finding: finding, advice: advice)
    }

    static func failure(_ finding: String, _ advice: String? = nil) -> Diagnosis {
        Diagnosis(verdict: .failure, finding: finding, advice: advice)
    }

    /// `ok` when there are no problems, each a sentence that says what to do.
    static func of(_ problems: [String], fine: String) -> Diagnosis {
        problems.isEmpty ? .ok(fine) : .failure(problems.joined(separator: "\n"))
    }
}

/// One question to the machine or the server.
struct DoctorCheck: Sendable {
    /// A short name that stays the same, for programs.
    let id: String
    let title: String
    let run: @Sendable (DoctorSubject) async throws -> Diagnosis

    /// A check that itself fails tells just that: it never keeps the others from being made.
    func diagnose(_ subject: DoctorSubject) async -> Diagnosis {
        do {
            return try await run(subject)
        } catch {
            let error = StartError(wrapping: error)
            return .warning("This cannot be checked: \(ExitStatus.line(error))", "Run start-cli doctor as root.")
        }
    }
}

extension DoctorCheck {
    /// All of them, in the order in which one rests on the other.
    static let all: [DoctorCheck] = machine + resources + network + server
}
