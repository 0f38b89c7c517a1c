import JSONValues
import PatchDatabase
import SimulatedSystem
import Synchronization
import Testing

/// Where an update waits for the disk.
@Suite struct DiskPaceTests {
    private let files = SimulatedFileSystem()
    private let time = SimulatedTimeSource()

    /// Makes updates, with a disk that takes `duration`; returns how many of them were made durable in the updating task.
    private func updatesInTask(_ database: Database, count: Int, duration: Duration) async throws -> Int {
        let places = Mutex((inTask: 0, all: 0))
        files.setSynchronizationHook { [time] in
            let isInTask = withUnsafeCurrentTask { $0 != nil }
            places.withLock { $0 = ($0.inTask + (isInTask ? 1 : 0), $0.all + 1) }
            time.advance(by: duration)
        }
        for _ in 0..<count {
            try await database.update { transaction in
                try transaction.set(JSON(transaction.baseRevision), at: JSONPointer(["count"]))
            }
        }
        files.setSynchronizationHook(nil)
        #expect(places.withLock(\.all) == count)
        return places.withLock(\.inTask)
    }

    @Test func aDiskThatIsFastIsWaitedForOnTheSpot() async throws {
        let database = try files.openDatabase(execution: .whereFaster(time: time))
        try await database.set(["count": 0], at: "")
        #expect(try await updatesInTask(database, count: 15, duration: .microseconds(20)) == 0)
        #expect(try await updatesInTask(database, count: 10, duration: .microseconds(20)) == 10)
        // The one that turns out slow is the last for a while.
        #expect(try await updatesInTask(database, count: 20, duration: .milliseconds(5)) == 1)
        #expect(try await updatesInTask(database, count: 16, duration: .microseconds(20)) == 0)
        #expect(try await updatesInTask(database, count: 5, duration: .microseconds(20)) == 5)
        await database.close()
        #expect(try files.openDatabase().sequence == 67)
    }

    @Test func aFailureOnTheSpotIsToldAndHealed() async throws {
        let database = try files.openDatabase(execution: .whereFaster(time: time))
        for value in 0..<30 { try await database.set(JSON(value), at: "") }
        files.setFault(DiskFault(.failsOnce, atOperation: files.counters.operations + 2))
        await #expect(throws: (any Error).self) { try await database.set("lost", at: "") }
        #expect(database.snapshot().document == 29)
        try await database.set("kept", at: "")
        #expect(try files.restarted(seed: 1).openDatabase().snapshot().document == "kept")
    }
}
