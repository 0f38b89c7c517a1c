import Errors
import JSONValues
import PatchDatabase
import SimulatedSystem
import Testing

@Suite struct UpdateTests {
    let files = SimulatedFileSystem()

    @Test func revisionsCountChanges() async throws {
        let database = try files.openDatabase()
        #expect(database.report.isNew)
        #expect(try await database.set(["a": 1], at: "") == 1)
        #expect(try await database.set(1, at: "/a") == nil)
        #expect(try await database.set(2, at: "/a") == 2)
        #expect(try await database.update { try $0.remove(JSONPointer(["none"])) }.revision == nil)
        let result = try await database.update { transaction in
            try transaction.set(3, at: JSONPointer(["a"]))
            try transaction.set(2, at: JSONPointer(["a"]))
            return "result"
        }
        #expect(result.value == "result" && result.revision == nil)
        #expect(database.sequence == 2)
        #expect(database.snapshot().document == ["a": 2])
    }

    @Test func aClosureThatThrowsChangesNothing() async throws {
        let database = try files.openDatabase()
        try await database.set(["a": 1], at: "")
        await #expect(throws: CancellationError.self) {
            try await database.update { transaction in
                try transaction.set(2, at: JSONPointer(["a"]))
                throw CancellationError()
            }
        }
        #expect(database.snapshot().document == ["a": 1])
        #expect(try await database.set(3, at: "/a") == 2)
    }

    @Test func readsSeeEarlierWrites() async throws {
        let database = try files.openDatabase()
        try await database.update { transaction in
            try transaction.set(["list": [1, 2]], at: .root)
            try transaction.set(3, at: JSONPointer(["list", "-"]))
            try transaction.remove(JSONPointer(["list", "0"]))
            #expect(transaction.value(at: JSONPointer(["list"])) == [2, 3])
            try transaction.set(["deep": nil], at: JSONPointer(["new"]))
            try transaction.set(1, at: JSONPointer(["new", "deep", "er"]))
        }
        #expect(database.snapshot().document == ["list": [2, 3], "new": ["deep": ["er": 1]]])
    }

    @Test func whatCannotBeWrittenIsRefused() async throws {
        let database = try files.openDatabase()
        try await database.set(["a": 1], at: "")
        var deep: JSON = 1
        for _ in 0..<120 { deep = [deep] }
        let refused: [(JSON, String, ErrorCode)] = [
            (1, "/b/c", .notFound), (1, "/a/b", .notFound), (.number(.infinity), "/b", .serialization),
            (deep, "/b", .serialization),
        ]
        for (value, pointer, code) in refused {
            let error = await #expect(throws: StartError.self) { try await database.set(value, at: pointer) }
            #expect(error?.code == code)
        }
        try await database.set(deep, at: "")
        await database.close()
        #expect(try files.openDatabase().snapshot().document == deep)
    }

    @Test(arguments: 0..<60 as Range<UInt64>) func patchesAreWhatWasWritten(seed: UInt64) async throws {
        var documents = RandomDocuments(seed: seed)
        let database = try files.openDatabase()
        try await database.set(.object(documents.object(depth: 4)), at: "")
        let (dump, subscription) = database.subscribe(scope: .root)
        var replica = dump.document
        var events = subscription.makeAsyncIterator()
        for _ in 0..<20 {
            let before = database.sequence
            let steps = (0..<3).map { _ in
                (
                    documents.pointer(in: database.snapshot().document), documents.value(),
                    Bool.random(using: &documents.random)
                )
            }
            try await database.update { transaction in
                for (pointer, value, removes) in steps {
                    if removes { try? transaction.remove(pointer) } else { try? transaction.set(value, at: pointer) }
                }
            }
            guard database.sequence > before else { continue }
            guard case .revision(let encoded) = await events.next() else { return #expect(Bool(false)) }
            try replica.apply(try Revision(json: try JSON(parsing: encoded.bytes)).patch)
            #expect(replica == database.snapshot().document)
        }
        let document = database.snapshot().document
        await database.close()
        #expect(try files.openDatabase().snapshot().document == document)
    }

    @Test(arguments: [CommitExecution.ownThread, .whereFaster(time: SimulatedTimeSource())])
    func concurrentUpdatesLoseNothing(execution: CommitExecution) async throws {
        let database = try files.openDatabase(execution: execution)
        try await database.set(["count": 0], at: "")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    for _ in 0..<20 {
                        try await database.update { transaction in
                            let count = transaction.value(at: JSONPointer(["count"]))?.integer ?? 0
                            try transaction.set(JSON(count + 1), at: JSONPointer(["count"]))
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(database.value(at: JSONPointer(["count"])) == 1000)
        #expect(database.sequence == 1001)
        await database.close()
        #expect(try files.openDatabase().sequence == 1001)
    }
}
