import JSONValues
import ServerDocument
import Testing

@testable import ServiceManager

@Suite("The rule of tasks")
struct TaskEvaluationTests {
    @Test(
        "a wish is a part of a configuration",
        arguments: [
            ("{}", "{}", true), ("{}", #"{"a":1}"#, true), (#"{"a":1}"#, #"{"a":1,"b":2}"#, true),
            (#"{"a":1}"#, #"{"a":2}"#, false), (#"{"a":1}"#, "{}", false), (#"{"a":null}"#, "{}", true),
            (#"{"a":null}"#, #"{"a":null}"#, true), (#"{"a":null}"#, #"{"a":false}"#, false),
            (#"{"a":{"b":1}}"#, #"{"a":{"b":1,"c":2}}"#, true), (#"{"a":{"b":1}}"#, #"{"a":{"c":2}}"#, false),
            (#"{"a":{"b":null}}"#, #"{"a":{}}"#, true), (#"{"a":{"b":null}}"#, "{}", false),
            ("[1]", "[3,2,1]", true), ("[1,4]", "[3,2,1]", false), ("[]", "[]", true), ("[]", "[1]", true),
            (#"[{"a":1}]"#, #"[{"a":1,"b":2}]"#, true), ("[null]", "[]", false), ("1", "1.0", true),
            (#""1""#, "1", false), ("true", "1", false), ("[]", "{}", false), ("{}", "[]", false),
        ])
    func parts(_ wish: String, _ whole: String, _ expected: Bool) throws {
        #expect(try JSON(parsing: wish).isPart(of: try JSON(parsing: whole)) == expected)
    }

    @Test("a task without a condition ends by being run and by nothing else")
    func unconditional() {
        let entry = TaskEntry(task: task(when: nil, accept: []), active: true)
        #expect(evaluation(.configuration([:]), wasRun: true).outcome(of: entry) == nil)
        #expect(evaluation(.unreadable, wasRun: true).outcome(of: entry) == nil)
        #expect(evaluation(.configuration([:]), wasRun: false).outcome(of: entry) == entry)
    }

    @Test("an unreadable configuration leaves the state and flags it", arguments: [true, false])
    func unreadable(isActive: Bool) throws {
        let entry = TaskEntry(task: task(accept: [["a": 1]]), active: isActive)
        let flagged = try #require(evaluation(.unreadable, wasRun: true).outcome(of: entry))
        #expect(flagged.active == isActive && flagged.unverified == true)
        let settled = try #require(evaluation(.configuration(["a": 1]), wasRun: false).outcome(of: flagged))
        #expect(!settled.active && settled.unverified == nil)
    }

    @Test("`once` ends a task when it is fulfilled by a run, not before")
    func once() {
        let entry = TaskEntry(task: task(once: true, accept: [["a": 1]]), active: true)
        #expect(evaluation(.configuration(["a": 2]), wasRun: true).outcome(of: entry)?.active == true)
        #expect(evaluation(.configuration(["a": 1]), wasRun: false).outcome(of: entry)?.active == false)
        #expect(evaluation(.configuration(["a": 1]), wasRun: true).outcome(of: entry) == nil)
    }

    @Test("a condition that is not known leaves the task alone")
    func unknownCondition() {
        var task = task(accept: [["a": 1]])
        task.when?.condition = "moon-is-full"
        let entry = TaskEntry(task: task, active: true)
        #expect(evaluation(.configuration(["a": 1]), wasRun: true).outcome(of: entry) == entry)
    }

    @Test("active means that no accepted configuration is a part of the whole one", arguments: 0..<64)
    func random(seed: UInt64) {
        var random = Choices(seed: seed)
        for _ in 0..<200 {
            let whole = random.object(depth: 3)
            let accept = (0..<random.below(4)).map { _ in
                random.below(2) == 0 ? random.fragment(of: whole) : random.object(depth: 3)
            }
            let entry = TaskEntry(task: task(accept: accept), active: random.below(2) == 0)
            let outcome = evaluation(.configuration(whole), wasRun: random.below(2) == 0).outcome(of: entry)
            #expect(outcome?.active == !accept.contains { Self.isMet($0, by: whole) }, "\(accept) in \(whole)")
        }
    }

    @Test("a fragment of a configuration is always a part of it", arguments: 0..<64)
    func fragments(seed: UInt64) {
        var random = Choices(seed: seed)
        for _ in 0..<200 {
            let whole = random.object(depth: 4)
            #expect(random.fragment(of: whole).isPart(of: whole))
            #expect(whole.isPart(of: whole))
        }
    }

    @Test("a reading that began earlier does not undo a later one")
    func overtaking() {
        let readings = TaskReadings()
        let early = readings.begin()
        let late = readings.begin()
        let new = TaskReading.configuration(["a": 2])
        #expect(readings.newest(new, begunAt: late, package: "p", action: "a") == new)
        #expect(readings.newest(.configuration(["a": 1]), begunAt: early, package: "p", action: "a") == new)
        #expect(readings.newest(.unreadable, begunAt: early, package: "p", action: "b") == .unreadable)
        #expect(readings.newest(.unreadable, begunAt: readings.begin(), package: "p", action: "a") == .unreadable)
    }

    /// The rule by way of paths: every leaf that is wished for is found in the whole one.
    private static func isMet(_ wish: JSON, by whole: JSON?) -> Bool {
        if wish.isNull { return whole == nil || whole?.isNull == true }
        if let members = wish.object {
            guard let present = whole?.object else { return false }
            return members.reduce(true) { $0 && isMet($1.value, by: present[$1.key]) }
        }
        if let elements = wish.array {
            guard let present = whole?.array else { return false }
            return elements.reduce(true) { met, element in met && present.first { isMet(element, by: $0) } != nil }
        }
        return whole == wish
    }

    private func task(once: Bool? = nil, accept: [JSON]) -> ServiceTask {
        task(when: ServiceTask.Trigger(once: once), accept: accept)
    }

    private func task(when trigger: ServiceTask.Trigger?, accept: [JSON]) -> ServiceTask {
        ServiceTask(
            packageId: "target", actionId: "configure", severity: .important, reason: nil, when: trigger,
            input: ["kind": "partial", "accept": .array(accept)])
    }

    private func evaluation(_ reading: TaskReading, wasRun: Bool) -> TaskEvaluation {
        TaskEvaluation(package: "target", action: "configure", reading: reading, wasRun: wasRun)
    }
}

/// Random configurations, the same for a seed every time.
private struct Choices {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
    }

    mutating func below(_ bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(bound))
    }

    mutating func object(depth: Int) -> JSON {
        var members = JSONObject()
        for _ in 0..<below(4) { members[["a", "b", "c", "d"][below(4)]] = value(depth: depth - 1) }
        return .object(members)
    }

    private mutating func value(depth: Int) -> JSON {
        switch below(depth > 0 ? 6 : 4) {
        case 0: .null
        case 1: .bool(below(2) == 0)
        case 2: JSON(below(3))
        case 3: .string(["", "x", "y"][below(3)])
        case 4: .array((0..<below(3)).map { _ in value(depth: depth - 1) })
        default: object(depth: depth)
        }
    }

    /// Something that is a part of `whole`.
    mutating func fragment(of whole: JSON) -> JSON {
        switch whole {
        case .object(let members):
            var kept = JSONObject()
            for (key, value) in members where below(2) == 0 { kept[key] = fragment(of: value) }
            if below(4) == 0 { kept["absent"] = .null }
            return .object(kept)
        case .array(let elements):
            return .array(elements.filter { _ in below(2) == 0 }.map { fragment(of: $0) })
        default:
            return whole
        }
    }
}
