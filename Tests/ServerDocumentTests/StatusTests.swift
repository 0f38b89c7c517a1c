import JSONValues
import ServerDocument
import Testing

@Suite("Status of a service in the document")
struct StatusTests {
    /// Every state with what start, stop and restart (not started, started) make of it.
    static let transitions: [(DesiredStatus, DesiredStatus, DesiredStatus, DesiredStatus, DesiredStatus)] = [
        (.stopped, .running, .stopped, .stopped, .stopped),
        (.running, .running, .stopped, .restarting(again: false), .restarting(again: false)),
        (
            .restarting(again: false), .restarting(again: false), .stopped, .restarting(again: true),
            .restarting(again: false)
        ),
        (
            .backingUp(thenStart: false), .backingUp(thenStart: true), .backingUp(thenStart: false),
            .backingUp(thenStart: false), .backingUp(thenStart: false)
        ),
    ]

    @Test("start, stop and restart follow the table", arguments: transitions)
    func follow(
        _ row: (
            from: DesiredStatus, start: DesiredStatus, stop: DesiredStatus, restart: DesiredStatus,
            restartStarted: DesiredStatus
        )
    ) {
        #expect(row.from.afterStart == row.start)
        #expect(row.from.afterStop == row.stop)
        #expect(row.from.afterRestart(isStarted: false) == row.restart)
        #expect(row.from.afterRestart(isStarted: true) == row.restartStarted)
    }

    static let forms: [(DesiredStatus, JSON)] = [
        (.stopped, ["main": "stopped"]),
        (.running, ["main": "running"]),
        (.restarting(again: true), ["main": "restarting", "restartAgain": true]),
        (.backingUp(thenStart: true), ["main": "backing-up", "onComplete": "start"]),
    ]

    @Test("desired states have their wire form", arguments: forms)
    func wire(_ row: (status: DesiredStatus, json: JSON)) throws {
        #expect(try JSON(encoding: row.status) == row.json)
        #expect(try row.json.decoded(as: DesiredStatus.self) == row.status)
    }

    @Test("an unknown desired state is refused")
    func unknown() {
        #expect(throws: (any Error).self) {
            try (["main": "dancing"] as JSON).decoded(as: DesiredStatus.self)
        }
    }

    static let progress: [(Progress, JSON)] = [
        (.notStarted, nil), (.started, false), (.complete, true),
        (.counted(done: 1, total: nil, unit: .bytes), ["done": 1, "total": nil, "units": "bytes"]),
        (
            .nested(FullProgress(overall: .started, phases: [.init(name: "a")])),
            ["overall": false, "phases": [["name": "a", "progress": nil]]]
        ),
    ]

    @Test("progress has its wire form", arguments: progress)
    func progressForms(_ row: (progress: Progress, json: JSON)) throws {
        #expect(try JSON(encoding: row.progress) == row.json)
        #expect(try row.json.decoded(as: Progress.self) == row.progress)
    }

    @Test("absent values are explicit nulls, a package state has only the members it needs")
    func nulls() throws {
        let entry = PackageEntry(stateInfo: .installed(["id": "a"]), s9pk: "/a", developerKey: "k", icon: "i")
        let json = try JSON(encoding: entry)
        #expect(json["registry"] == .some(.null))
        #expect(json["statusInfo"]?["started"] == .some(.null))
        #expect(json["stateInfo"]?.object?.keys.sorted() == ["manifest", "state"])
        #expect(try json.decoded(as: PackageEntry.self).stateInfo.state == .installed)
    }

    @Test(
        "identifiers",
        arguments: [
            ("a", true), ("hello-world", true), ("a1-b2", true), ("", false), ("-a", false),
            ("a-", false), ("a--b", false), ("A", false), ("a_b", false), ("../a", false), ("ä", false),
        ])
    func identifiers(_ row: (text: String, isValid: Bool)) {
        #expect(Identifier.isValid(row.text) == row.isValid)
    }
}
