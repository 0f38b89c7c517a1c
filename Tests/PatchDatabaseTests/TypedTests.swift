import Errors
import JSONValues
import PatchDatabase
import SimulatedSystem
import Testing

@Suite struct TypedTests {
    struct Root: Codable {
        var packages: [String: Package]
    }

    struct Package: Codable, Equatable {
        var title: String
        var status: Status?
        var hosts: [String] = []
    }

    struct Status: Codable, Equatable {
        var running: Bool
        var health: Int?
    }

    static let root = DocumentPath<Root>.root()
    static let packages = root.appending("packages", as: [String: Package].self)
    static func status(_ id: String) -> DocumentPath<Status> { packages[id].appending("status") }

    let files = SimulatedFileSystem()

    private func database() async throws -> Database {
        let database = try files.openDatabase()
        let text = #"""
            {"packages":{"a":{"unknown":[1],"title":"A","status":{"running":true,"later":null}}},"extra":1}
            """#
        try await database.set(try JSON(parsing: text.replacing("\"title\"", with: "\"hosts\":[],\"title\"")), at: "")
        return database
    }

    @Test func readsAndWrites() async throws {
        let database = try await database()
        #expect(try database.value(at: Self.status("a")) == Status(running: true))
        #expect(try database.value(at: Self.status("b")) == nil)
        #expect(throws: StartError.self) { try database.require(Self.status("b")) }
        try await database.update { transaction in
            try transaction.set(Package(title: "B"), at: Self.packages["b"])
            try transaction.modify(Self.status("b"), default: Status(running: false)) { $0.health = 3 }
        }
        #expect(try database.require(Self.status("b")) == Status(running: false, health: 3))
    }

    @Test func writesOnlyWhatDiffersAndKeepsTheUnknown() async throws {
        let database = try await database()
        let (_, subscription) = database.subscribe(scope: .root)
        try await database.update { try $0.modify(Self.packages["a"]) { $0.status?.running = false } }
        var events = subscription.makeAsyncIterator()
        guard case .revision(let encoded) = await events.next() else { return #expect(Bool(false)) }
        #expect(
            String(decoding: encoded.bytes, as: UTF8.self)
                == #"{"id":2,"patch":[{"op":"replace","path":"/packages/a/status/running","value":false}]}"#)
        try await database.update { try $0.set(Package(title: "C", hosts: ["x"]), at: Self.packages["a"]) }
        #expect(
            database.value(at: JSONPointer(["packages", "a"]))?.text
                == #"{"unknown":[1],"hosts":["x"],"title":"C","status":null}"#)
        #expect(database.value(at: JSONPointer(["extra"])) == 1)
    }

    @Test func elementsOfArraysKeepTheirUnknownMembers() async throws {
        struct Item: Codable { var id: Int }
        let database = try files.openDatabase()
        try await database.set([["id": 1, "x": 1], ["id": 2, "x": 2], ["id": 3, "x": 3]], at: "")
        let path = DocumentPath<[Item]>.root()
        try await database.update { try $0.modify(path) { $0.remove(at: 1) } }
        #expect(database.snapshot().document == [["id": 1, "x": 1], ["id": 3, "x": 3]])
        try await database.update { try $0.modify(path) { $0[0].id = 9 } }
        #expect(database.snapshot().document == [["id": 9, "x": 1], ["id": 3, "x": 3]])
        try await database.update { try $0.modify(path) { $0.append(Item(id: 4)) } }
        #expect(database.snapshot().document == [["id": 9, "x": 1], ["id": 3, "x": 3], ["id": 4]])
    }

    @Test func errorsNameThePlace() async throws {
        let database = try await database()
        try await database.set("no", at: "/packages/a/status/running")
        let error = #expect(throws: StartError.self) { try database.value(at: Self.status("a")) }
        #expect(error?.message == "`packages.a.status.running`: true or false is expected, not a string.")
        await #expect(throws: StartError.self) {
            try await database.update { try $0.modify(Self.status("b")) { $0.running = true } }
        }
        await #expect(throws: StartError.self) {
            try await database.update { try $0.set(Status(running: true), at: Self.status("b")) }
        }
    }
}
