import Errors
import JSONValues
import PatchDatabase
import ServerDocument

/// What a service says is its configuration behind one action.
enum TaskReading: Equatable, Sendable {
    /// The whole of it, as the action's form shows it.
    case configuration(JSON)
    /// The service could not be asked. What was known of its tasks stays, until it is initialised the next time.
    case unreadable
}

/// Brings every task that asks for one action in line with the target's whole configuration.
///
/// This is the one place where tasks are evaluated: after the action ran, when a task is made, and when its target was
/// initialised or exports the action anew. A task with a condition is active exactly when none of the configurations it
/// accepts is a part of the whole present one. What somebody happened to submit is never looked at: it may be a
/// fragment, and the tasks of others on the same action would be judged by what they did not ask for.
struct TaskEvaluation: Sendable {
    let package: String
    let action: String
    let reading: TaskReading
    /// Whether the action has just been run.
    let wasRun: Bool

    /// What becomes of a task; nil when it is done with.
    func outcome(of entry: TaskEntry) -> TaskEntry? {
        guard let trigger = entry.task.when else { return wasRun ? nil : entry }
        guard trigger.condition == ServiceTask.Trigger.inputNotMatches else { return entry }
        var entry = entry
        switch reading {
        case .unreadable:
            entry.unverified = true
        case .configuration(let whole):
            let isMet = entry.task.accepted.contains { $0.isPart(of: whole) }
            if isMet, wasRun, trigger.once == true { return nil }
            entry.active = !isMet
            entry.unverified = nil
        }
        return entry
    }

    /// Evaluates the tasks of every package. Who is left with an active critical task is stopped.
    func apply(to transaction: inout Transaction) throws(StartError) {
        let owners = transaction.value(at: Document.root.packages.pointer)?.object?.keys.map { $0 } ?? []
        for owner in owners { try apply(to: owner, &transaction) }
    }

    private func apply(to owner: String, _ transaction: inout Transaction) throws(StartError) {
        let place = Document.root.package(owner)
        var isStopped = false
        for (replayId, entry) in try transaction.value(at: place.tasks) ?? [:]
        where entry.task.packageId == package && entry.task.actionId == action {
            guard let outcome = outcome(of: entry) else {
                try transaction.remove(place.tasks[replayId])
                continue
            }
            if outcome != entry { try transaction.set(outcome, at: place.tasks[replayId]) }
            isStopped = isStopped || outcome.active && outcome.task.severity == .critical
        }
        if isStopped { try Self.stop(owner, &transaction) }
    }

    /// Makes a service stop that must not run before its task is done.
    static func stop(_ owner: String, _ transaction: inout Transaction) throws(StartError) {
        let place = Document.root.package(owner).statusInfo
        guard var status = try transaction.value(at: place), status.desired.afterStop != status.desired else { return }
        status.desired = status.desired.afterStop
        status.health = [:]
        try transaction.set(status, at: place)
    }
}
