import PatchDatabase
import ServerDocument

/// A reading on its way into the document.
struct PendingEvaluation: Sendable {
    let readings: TaskReadings
    let package: String
    let action: String
    let number: UInt64
    let reading: TaskReading
    let wasRun: Bool

    /// Reads the configuration of `service` as it is now.
    static func begin(_ service: InstalledService, _ action: String, wasRun: Bool) async -> PendingEvaluation {
        let readings = service.host.readings
        let number = readings.begin()
        return PendingEvaluation(
            readings: readings, package: service.id, action: action, number: number,
            reading: await service.reading(of: action), wasRun: wasRun)
    }

    /// The evaluation, to be asked for inside the transaction that it is applied in: another reading may have overtaken
    /// this one.
    func current() -> TaskEvaluation {
        TaskEvaluation(
            package: package, action: action,
            reading: readings.newest(reading, begunAt: number, package: package, action: action), wasRun: wasRun)
    }
}

extension ServiceHost {
    /// Reads what a new task has to be compared with; nil when it has no condition.
    func evaluation(of task: ServiceTask) async -> PendingEvaluation? {
        guard task.when != nil else { return nil }
        let number = readings.begin()
        let reading = await directory[task.packageId]?.reading(of: task.actionId) ?? .unreadable
        return PendingEvaluation(
            readings: readings, package: task.packageId, action: task.actionId, number: number, reading: reading,
            wasRun: false)
    }
}
