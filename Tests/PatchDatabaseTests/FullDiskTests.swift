import Errors
import JSONValues
import PatchDatabase
import SimulatedSystem
import SystemInterface
import SystemPackage
import Testing

@Suite("A full disk")
struct FullDiskTests {
    private static let reserve = Int64(16_384)

    /// Fills a disk to its last byte beside the database.
    private func fill(_ files: SimulatedFileSystem) throws {
        let name = "/filler-\(try files.list("/").count)"
        let file = try files.open(FilePath(name), .createNew, permissions: .ownerReadWrite)
        try file.allocate(try files.space(at: "/").free)
        #expect(try files.space(at: "/").free == 0)
    }

    private func empty(_ files: SimulatedFileSystem) throws {
        for name in try files.list("/") where name.hasPrefix("filler") { try files.remove(FilePath("/\(name)")) }
    }

    private func change(_ index: Int) -> JSON {
        ["n": JSON(index), "text": .string(String(repeating: "x", count: index * 3))]
    }

    @Test("without a reserve changes fail, nothing is lost, and it goes on when there is room")
    func withoutReserve() async throws {
        let files = SimulatedFileSystem()
        files.setCapacity(100_000)
        let database = try files.openDatabase()
        try await database.set(change(1), at: "")
        try fill(files)
        let error = await #expect(throws: StartError.self) { try await database.set(change(2), at: "") }
        #expect(error?.isDiskFull == true)
        #expect(database.snapshot().document == change(1))
        #expect(try files.restarted(seed: 1).openDatabase().snapshot().document == change(1))
        try empty(files)
        try await database.set(change(3), at: "")
        #expect(try files.restarted(seed: 1).openDatabase().snapshot().document == change(3))
    }

    @Test("with a reserve every change is kept although others fill the disk again and again")
    func withReserve() async throws {
        let files = SimulatedFileSystem()
        files.setCapacity(100_000)
        let database = try files.openDatabase(reserve: Self.reserve)
        try await database.set(change(0), at: "")
        for index in 1...60 {
            try fill(files)
            try await database.set(change(index), at: "")
            #expect(try files.restarted(seed: UInt64(index)).openDatabase().snapshot().document == change(index))
        }
        #expect(try !files.exists(directory.appending("reserve")))
        #expect(throws: StartError.self) { try database.fillReserve() }
        // Room again: the next time is provided for.
        try empty(files)
        try database.fillReserve()
        try fill(files)
        for index in 61...70 { try await database.set(change(index), at: "") }
        await database.close()
        let again = try files.openDatabase(reserve: Self.reserve)
        #expect(again.snapshot().document == change(70))
        #expect(again.report.droppedBytes == 0)
    }

    @Test("a full disk is opened, and its reserve is not taken for rubbish")
    func opening() async throws {
        let files = SimulatedFileSystem()
        files.setCapacity(100_000)
        let first = try files.openDatabase(reserve: Self.reserve)
        try await first.set(change(1), at: "")
        await first.close()
        try fill(files)
        let database = try files.openDatabase(reserve: Self.reserve)
        for index in 2...20 { try await database.set(change(index), at: "") }
        #expect(try files.restarted(seed: 3).openDatabase().snapshot().document == change(20))
    }

    @Test("a crash at any moment of moving into the reserve loses nothing that was acknowledged")
    func crashes() async throws {
        func run(_ files: SimulatedFileSystem, _ fault: DiskFault?) async throws -> (kept: [JSON], operations: Int) {
            files.setCapacity(100_000)
            let database = try files.openDatabase(reserve: Self.reserve)
            try await database.set(change(1), at: "")
            try fill(files)
            let before = files.counters.operations
            files.setFault(fault.map { DiskFault($0.kind, atOperation: before + $0.operation) })
            var kept = [change(1)]
            for index in 2...6 {
                kept.append(change(index))
                do {
                    try await database.set(change(index), at: "")
                    kept = [change(index)]
                } catch {
                    if fault?.kind == .crash { break }
                }
            }
            return (kept, files.counters.operations - before)
        }
        let operations = try await run(SimulatedFileSystem(), nil).operations
        #expect(operations > 15)
        for kind in [DiskFault.Kind.crash, .failsOnce] {
            for operation in 1...operations {
                for seed in 0..<4 as Range<UInt64> {
                    let files = SimulatedFileSystem(seed: seed)
                    let kept = try await run(files, DiskFault(kind, atOperation: operation)).kept
                    files.restart(seed: seed &* 31 &+ UInt64(operation))
                    let document = try files.openDatabase(reserve: Self.reserve).snapshot().document
                    #expect(kept.contains(document), "\(kind) at operation \(operation), seed \(seed)")
                }
            }
        }
    }
}
