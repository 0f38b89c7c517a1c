import Errors
import JSONValues
import PatchDatabase
import SimulatedSystem
import Testing

@Suite struct ObservationTests {
    let files = SimulatedFileSystem()

    private func text(_ event: SubscriptionEvent?) -> String? {
        guard case .revision(let encoded) = event else { return nil }
        return String(decoding: encoded.bytes, as: UTF8.self)
    }

    @Test func watchesGiveTheNewestValue() async throws {
        let database = try files.openDatabase()
        try await database.set(["a": ["b": 1], "c": 1], at: "")
        var values = database.watch(JSONPointer(["a", "b"])).makeAsyncIterator()
        #expect(try await values.next() == 1)
        for value in 2...5 { try await database.set(JSON(value), at: "/a/b") }
        #expect(try await values.next() == 5)
        try await database.set(["b": 6], at: "/a")
        #expect(try await values.next() == 6)
        async let next = values.next()
        try await database.set(2, at: "/c")
        try await database.update { try $0.remove(JSONPointer(["a"])) }
        #expect(try await next == .some(nil))
    }

    @Test func unrelatedChangesWakeNobody() async throws {
        let database = try files.openDatabase()
        try await database.set(["a": 1, "ab": 1], at: "")
        var values = database.watch(JSONPointer(["a"])).makeAsyncIterator()
        #expect(try await values.next() == 1)
        try await database.set(2, at: "/ab")
        let waiting = Task { [values] in
            var values = values
            return try await values.next()
        }
        waiting.cancel()
        #expect(try await waiting.value == .none)
    }

    @Test func waitingForAValue() async throws {
        let database = try files.openDatabase(execution: .ownThread)
        try await database.set(["n": 0], at: "")
        async let found = database.value(at: DocumentPath<Int>(JSONPointer(["n"]))) { $0 ?? 0 >= 3 }
        for value in 1...3 { try await database.set(JSON(value), at: "/n") }
        #expect(try await found == 3)
        let waiting = Task { try await database.value(at: DocumentPath<Int>(JSONPointer(["n"]))) { $0 == 9 } }
        await database.close()
        let error = await #expect(throws: StartError.self) { try await waiting.value }
        #expect(error?.code == .database)
    }

    @Test func closingEndsEverything() async throws {
        let database = try files.openDatabase()
        var values = database.watch(.root).makeAsyncIterator()
        #expect(try await values.next() == .some(nil))
        let (_, subscription) = database.subscribe(scope: .root)
        try await database.set(1, at: "")
        await database.close()
        #expect(try await values.next() == .none)
        var events = subscription.makeAsyncIterator()
        #expect(text(await events.next()) == #"{"id":1,"patch":[{"op":"replace","path":"","value":1}]}"#)
        #expect(await events.next() == nil)
        await #expect(throws: StartError.self) { try await database.set(2, at: "") }
    }

    @Test(
        arguments: [
            (#"{"op":"replace","path":"/public/a/b","value":1}"#, #"{"op":"replace","path":"/b","value":1}"#),
            (#"{"op":"add","path":"/public/a","value":1}"#, #"{"op":"add","path":"","value":1}"#),
            (#"{"op":"replace","path":"/public","value":{"a":5}}"#, #"{"op":"replace","path":"","value":5}"#),
            (#"{"op":"add","path":"/public","value":{}}"#, #"{"op":"add","path":"","value":null}"#),
            (#"{"op":"remove","path":"/public"}"#, #"{"op":"replace","path":"","value":null}"#),
            (#"{"op":"remove","path":"/public/a"}"#, #"{"op":"replace","path":"","value":null}"#),
            (#"{"op":"remove","path":"/public/a/b"}"#, #"{"op":"remove","path":"/b"}"#),
            (#"{"op":"remove","path":"/public/ab"}"#, nil),
            (#"{"op":"replace","path":"/other","value":1}"#, nil),
        ] as [(String, String?)])
    func scopes(operation: String, expected: String?) throws {
        let revision = Revision(id: 4, patch: [try PatchOperation(json: try JSON(parsing: operation))])
        let scoped = revision.scoped(to: JSONPointer(["public", "a"]))
        #expect(scoped?.json.text == expected.map { "{\"id\":4,\"patch\":[\($0)]}" })
    }

    @Test(arguments: 0..<60 as Range<UInt64>) func scopedReplicasFollow(seed: UInt64) async throws {
        var documents = RandomDocuments(seed: seed)
        let database = try files.openDatabase()
        try await database.set(.object(documents.object(depth: 4)), at: "")
        let scopes = [JSONPointer.root, JSONPointer(["a"]), JSONPointer(["a", "b"]), JSONPointer(["é"])]
        let subscriptions = scopes.map { database.subscribe(scope: $0) }
        for _ in 0..<20 {
            let document = documents.changed(database.snapshot().document)
            // A scope does not follow a place inside an array.
            guard document.value(at: JSONPointer(["a"]))?.array == nil else { continue }
            try await database.set(document, at: "")
        }
        await database.close()
        for (scope, (dump, subscription)) in zip(scopes, subscriptions) {
            var replica = dump.document
            for await event in subscription {
                let revision = try Revision(json: try JSON(parsing: try #require(text(event))))
                try replica.apply(revision.patch)
            }
            #expect(replica == database.snapshot().value(at: scope) ?? .null)
        }
    }

    @Test func oneTextForAllOfAScope() async throws {
        let database = try files.openDatabase()
        let subscribers = (0..<3).map { _ in database.subscribe(scope: .root).subscription }
        try await database.set(["a": 1], at: "")
        var addresses: Set<UnsafeRawPointer?> = []
        for subscriber in subscribers {
            var events = subscriber.makeAsyncIterator()
            guard case .revision(let encoded) = await events.next() else { return #expect(Bool(false)) }
            addresses.insert(encoded.bytes.withUnsafeBytes { $0.baseAddress })
        }
        #expect(addresses.count == 1)
    }

    @Test func synchronizationComesAfterWhatIsQueued() async throws {
        let database = try files.openDatabase()
        try await database.set(["a": 1, "b": 1], at: "")
        let (_, subscription) = database.subscribe(scope: JSONPointer(["a"]))
        try await database.set(2, at: "/a")
        try await database.set(2, at: "/b")
        try await database.set(3, at: "/b")
        database.synchronizeSubscriptions(to: database.sequence)
        subscription.synchronize(to: 1)
        var events = subscription.makeAsyncIterator()
        #expect(text(await events.next()) == #"{"id":2,"patch":[{"op":"replace","path":"","value":2}]}"#)
        #expect(text(await events.next()) == #"{"id":4,"patch":[]}"#)
        async let next = events.next()
        try await database.set(5, at: "/a")
        #expect(text(await next) == #"{"id":5,"patch":[{"op":"replace","path":"","value":5}]}"#)
    }

    @Test func slowSubscribersLoseTheirPlace() async throws {
        let database = try files.openDatabase(limit: SubscriptionLimit(revisions: 3))
        let (_, slow) = database.subscribe(scope: .root)
        for value in 1...4 { try await database.set(JSON(value), at: "") }
        var events = slow.makeAsyncIterator()
        #expect(await events.next() == .overflow)
        #expect(await events.next() == nil)
        let (dump, fast) = database.subscribe(scope: .root)
        #expect(dump.revision == 4 && dump.document == 4)
        var following = fast.makeAsyncIterator()
        for value in 5...9 {
            try await database.set(JSON(value), at: "")
            #expect(text(await following.next())?.hasPrefix("{\"id\":\(value),") == true)
        }
    }

    @Test func cancellingEndsASubscription() async throws {
        let database = try files.openDatabase()
        let waiting = Task {
            for await _ in database.subscribe(scope: .root).subscription {}
        }
        waiting.cancel()
        await waiting.value
    }
}
