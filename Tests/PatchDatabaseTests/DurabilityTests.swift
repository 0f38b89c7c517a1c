import Errors
import JSONValues
import PatchDatabase
import SimulatedSystem
import Synchronization
import SystemInterface
import SystemPackage
import Testing

@Suite struct DurabilityTests {
    /// Small, so that a short run compacts several times.
    static let compaction = CompactionPolicy(minimum: 600, factor: 1)
    /// Nothing written in advance, and some lines' worth.
    static let growths = [0, 400]

    /// What a run of updates got acknowledged, and what it tried last.
    struct Run {
        var acknowledged: JSON = .null
        var revision: UInt64 = 0
        /// States that were asked for after that without an acknowledgement.
        var unsure: [JSON] = []
    }

    /// Opens the database, then sets members one after the other until something fails.
    private func run(_ files: SimulatedFileSystem, growth: LogGrowth, updates: Int = 20) async -> Run {
        var run = Run()
        guard let database = try? files.openDatabase(compaction: Self.compaction, growth: growth) else { return run }
        run.acknowledged = database.snapshot().document
        run.revision = database.sequence
        for index in 0..<updates {
            var next = run.acknowledged
            if next.isNull { next = [:] }
            next["k\(index % 7)"] = [
                "n": JSON(index + updates), "text": .string(String(repeating: "x", count: index * 3)),
            ]
            do {
                try await database.set(next, at: "")
                (run.acknowledged, run.revision) = (next, database.sequence)
            } catch {
                run.unsure.append(next)
                break
            }
        }
        return run
    }

    private func operationsOfAWholeRun(_ growth: LogGrowth) async -> Int {
        let files = SimulatedFileSystem()
        _ = await run(files, growth: growth)
        return files.counters.operations
    }

    @Test(arguments: growths) func crashesAtEveryOperation(growth: Int) async throws {
        let growth = LogGrowth(bytes: growth)
        let operations = await operationsOfAWholeRun(growth)
        #expect(operations > 70)
        var torn = 0
        for operation in 1...operations {
            for seed in 0..<3 as Range<UInt64> {
                let files = SimulatedFileSystem(seed: seed)
                files.setFault(DiskFault(.crash, atOperation: operation))
                let run = await run(files, growth: growth)
                files.restart(seed: seed &* 31 &+ UInt64(operation))
                let database = try files.openDatabase(compaction: Self.compaction, growth: growth)
                let document = database.snapshot().document
                #expect(
                    document == run.acknowledged || run.unsure.contains(document), "operation \(operation) seed \(seed)"
                )
                #expect(database.sequence == run.revision || database.sequence == run.revision + 1)
                if database.report.droppedBytes > 0 { torn += 1 }
                // It goes on from there, also through another loss of power.
                let after = await self.run(files.restarted(seed: seed), growth: growth, updates: 2)
                #expect(after.unsure.isEmpty && after.revision > database.sequence)
            }
        }
        #expect(torn > 0)
    }

    @Test(arguments: [DiskFault.Kind.failsOnce, .failsFromThenOn]) func failuresAtEveryOperation(
        kind: DiskFault.Kind
    ) async throws {
        let growth = LogGrowth(bytes: 400)
        let operations = await operationsOfAWholeRun(growth)
        for operation in 1...operations {
            for seed in 0..<2 as Range<UInt64> {
                let files = SimulatedFileSystem(seed: seed)
                files.setFault(DiskFault(kind, atOperation: operation))
                guard let database = try? files.openDatabase(compaction: Self.compaction, growth: growth) else {
                    continue
                }
                var acknowledged: JSON = .null
                // A change that failed may still have reached the disk, until a later one is acknowledged.
                var possible: [JSON] = []
                for index in 0..<20 {
                    // The disk comes back some time later.
                    if files.counters.operations > operation + 8 { files.setFault(nil) }
                    let next: JSON = ["n": JSON(index), "text": .string(String(repeating: "y", count: index * 5))]
                    possible.append(next)
                    do {
                        try await database.set(next, at: "")
                        acknowledged = next
                        possible = [next]
                    } catch {
                        #expect((error as? StartError)?.code == .filesystem)
                    }
                    #expect(database.snapshot().document == acknowledged)
                    let survivor = files.restarted(seed: seed &+ UInt64(index))
                    let document = try survivor.openDatabase().snapshot().document
                    #expect(
                        document == acknowledged || possible.contains(document), "operation \(operation) seed \(seed)")
                }
                files.setFault(nil)
                try await database.set("healed", at: "")
                #expect(try files.restarted(seed: seed).openDatabase().snapshot().document == "healed")
            }
        }
    }

    @Test func tornTailsOfEveryLength() async throws {
        let files = SimulatedFileSystem()
        let database = try files.openDatabase()
        try await database.set(["a": 1], at: "")
        let path = try files.databaseFile()
        let kept = try #require(try files.status(of: path)).size
        try await database.set("the last change", at: "/a")
        await database.close()
        let bytes = try files.readFile(path)
        for length in Int(kept)..<bytes.count {
            let copy = files.restarted(seed: 0)
            try copy.open(path, .readWrite, permissions: .ownerReadWrite).truncate(to: Int64(length))
            let reopened = try copy.openDatabase()
            #expect(reopened.snapshot().document == ["a": 1])
            #expect(reopened.report.droppedBytes == Int64(length) - kept)
            #expect((reopened.report.keptAside != nil) == (Int64(length) > kept))
            try await reopened.set(2, at: "/a")
            await reopened.close()
            #expect(try copy.openDatabase().snapshot().document == ["a": 2])
        }
    }

    @Test func roomWrittenInAdvanceIsUsed() async throws {
        let files = SimulatedFileSystem()
        let database = try files.openDatabase(growth: LogGrowth(bytes: 1000))
        let path = try files.databaseFile()
        func size() throws -> Int64 { try #require(try files.status(of: path)).size }
        try await database.set(["a": 1], at: "")
        let grown = try size()
        #expect(grown > 1000)
        let before = files.counters
        for value in 2...5 { try await database.set(JSON(value), at: "/a") }
        #expect(try size() == grown)
        // Nothing but the lines and their fsyncs.
        #expect(files.counters.operations - before.operations == 8)
        // After a crash the zeros are room, and what a torn write left in them is not.
        let crashed = files.restarted(seed: 1)
        #expect(try #require(try crashed.status(of: path)).size == grown)
        let reopened = try crashed.openDatabase(growth: LogGrowth(bytes: 1000))
        #expect(reopened.report.droppedBytes == 0)
        #expect(reopened.report.keptAside == nil)
        try await reopened.set(6, at: "/a")
        #expect(try #require(try crashed.status(of: path)).size == grown)
        await database.close()
        let length = Int64(try #require(try files.readFile(path).lastIndex { $0 != 0 })) + 1
        #expect(length < 600)
        try files.open(path, .readWrite, permissions: .ownerReadWrite).write([1], at: length + 99)
        let torn = try files.openDatabase()
        #expect(torn.report.droppedBytes == 100)
        #expect(torn.snapshot().document == ["a": 5])
        #expect(try size() == length)
    }

    @Test func withoutRoomTheFileGrowsLineByLine() async throws {
        let files = SimulatedFileSystem()
        let database = try files.openDatabase(growth: LogGrowth(bytes: 1000))
        files.setFault(DiskFault(.failsOnce, atOperation: files.counters.operations + 1))
        try await database.set(["a": 1], at: "")
        #expect(try #require(try files.status(of: try files.databaseFile())).size < 300)
        #expect(try files.restarted(seed: 1).openDatabase().snapshot().document == ["a": 1])
    }

    @Test func aFlippedBitAnywhereIsFound() async throws {
        let files = SimulatedFileSystem()
        let database = try files.openDatabase()
        for value in 1...4 { try await database.set(["a": JSON(value)], at: "") }
        await database.close()
        let path = try files.databaseFile()
        let bytes = try files.readFile(path)
        let lastLine = try #require(bytes.dropLast().lastIndex(of: UInt8(ascii: "\n"))) + 1
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 1 << UInt8(index % 8)
            let copy = files.restarted(seed: 0)
            try copy.open(path, .readWrite, permissions: .ownerReadWrite).write(damaged, at: 0)
            if index >= lastLine {
                // The last line cannot be told from a torn write; it is dropped, kept aside and reported.
                let reopened = try copy.openDatabase()
                #expect(reopened.snapshot().document == ["a": 3])
                let aside = try #require(reopened.report.keptAside)
                #expect(try copy.readFile(aside) == Array(damaged[lastLine...]))
            } else {
                let error = #expect(throws: StartError.self) { try copy.openDatabase() }
                #expect(error?.code == .database)
                #expect(error?.message.contains("\(path) is damaged at byte") == true)
                #expect(try copy.readFile(path) == damaged)
            }
        }
    }

    @Test func damageCanBeKeptAside() async throws {
        let files = SimulatedFileSystem()
        let database = try files.openDatabase()
        for value in 1...4 { try await database.set(["a": JSON(value)], at: "") }
        await database.close()
        let path = try files.databaseFile()
        var bytes = try files.readFile(path)
        let text = String(decoding: bytes, as: UTF8.self)
        let third = try #require(text.utf8.firstRange(of: "\"id\":3".utf8))
        bytes[text.utf8.distance(from: text.startIndex, to: third.lowerBound)] = 0
        try files.open(path, .readWrite, permissions: .ownerReadWrite).write(bytes, at: 0)
        let reopened = try files.openDatabase(damage: .keepAside)
        #expect(reopened.snapshot().document == ["a": 2])
        #expect(reopened.report.damage?.code == .database)
        #expect(try files.readFile(try #require(reopened.report.keptAside)) == bytes)
        try await reopened.set(7, at: "/a")
        await reopened.close()
        let again = try files.openDatabase()
        #expect(again.snapshot().document == ["a": 7])
        #expect(again.report.damage == nil)
    }

    @Test func onlyOneMayOpen() async throws {
        let files = SimulatedFileSystem()
        let database = try files.openDatabase()
        let error = #expect(throws: StartError.self) { try files.openDatabase() }
        #expect(error?.message.contains("in use") == true)
        await database.close()
        #expect(try files.openDatabase().report.isNew == false)
    }

    @Test func compactionKeepsTheFileSmall() async throws {
        let files = SimulatedFileSystem()
        let database = try files.openDatabase(compaction: Self.compaction)
        for value in 1...200 { try await database.set(["n": JSON(value)], at: "") }
        #expect(try files.list(directory).count == 2)
        #expect(try #require(try files.status(of: try files.databaseFile())).size < 1500)
        await database.close()
        let reopened = try files.openDatabase()
        #expect(reopened.sequence == 200)
        #expect(reopened.snapshot().document == ["n": 200])
    }

    @Test func nothingIsWrittenAfterClosing() async throws {
        let files = SimulatedFileSystem()
        let database = try files.openDatabase(
            compaction: CompactionPolicy(minimum: 0, factor: 0), execution: .ownThread)
        for value in 1...200 { try await database.set(JSON(value), at: "") }
        await database.close()
        let operations = files.counters.operations
        let reopened = try files.openDatabase(execution: .inline)
        #expect(reopened.sequence == 200)
        await #expect(throws: StartError.self) { try await database.set(0, at: "") }
        #expect(files.counters.operations - operations < 20)
    }

    @Test func aFailedCompactionIsToldAndLosesNothing() async throws {
        let files = SimulatedFileSystem()
        let failures = Mutex(0)
        let database = try Database.open(
            directory: directory, files: files, compaction: Self.compaction, growth: LogGrowth(bytes: 0),
            execution: .inline, onCompactionFailure: { _ in failures.withLock { $0 += 1 } })
        var value = 0
        while failures.withLock({ $0 }) == 0 {
            value += 1
            // The third operation of an update is the first of a compaction.
            files.setFault(DiskFault(.failsOnce, atOperation: files.counters.operations + 3))
            try await database.set(JSON(value), at: "")
        }
        files.setFault(nil)
        #expect(database.snapshot().document == JSON(value))
        #expect(try files.restarted(seed: 1).openDatabase().snapshot().document == JSON(value))
    }

    @Test func commitsArrivingTogetherShareAnFsync() async throws {
        let files = SimulatedFileSystem()
        let database = try files.openDatabase(execution: .ownThread)
        try await database.set(["first": 0], at: "")
        let before = files.counters
        let gate = Gate()
        files.setSynchronizationHook { gate.pass() }
        // One commit is on the disk's threshold while the others arrive.
        let first = Task { try await database.set(1, at: "/first") }
        gate.waitUntilReached()
        let others = (0..<100).map { index in
            Task { try await database.set(JSON(index), at: "/k\(index)") }
        }
        let (_, subscription) = database.subscribe(scope: .root)
        while try await pending(database) < 102 {}
        #expect(database.sequence == 1)
        gate.open()
        for task in others + [first] { _ = try await task.value }
        #expect(files.counters.synchronizations - before.synchronizations == 2)
        #expect(files.counters.writes - before.writes == 2)
        #expect(database.sequence == 102)
        database.synchronizeSubscriptions(to: 102)
        var ids: [UInt64] = []
        for await case .revision(let revision) in subscription {
            ids.append(revision.id)
            if revision.id == 102 { break }
        }
        #expect(ids == Array(2...102))
    }

    /// The newest revision an update would build on, seen without making one.
    private func pending(_ database: Database) async throws -> UInt64 {
        struct Seen: Error { let revision: UInt64 }
        do {
            try await database.update { throw Seen(revision: $0.baseRevision) }
            return 0
        } catch let seen as Seen {
            await Task.yield()
            return seen.revision
        }
    }
}

/// Holds up the first who passes until it is opened.
final class Gate: Sendable {
    private let reached = Mutex(false)
    private let isOpen = Mutex(false)

    func pass() {
        reached.withLock { $0 = true }
        while !isOpen.withLock({ $0 }) {}
    }

    func waitUntilReached() {
        while !reached.withLock({ $0 }) {}
    }

    func open() { isOpen.withLock { $0 = true } }
}
