import Errors
import JSONValues
import LiveSystem
import RPCClient
import RPCMethods
import ServerDocument
import Synchronization
import SystemInterface
import SystemPackage
import TestSupport
import Testing

extension IntegrationTests {
    /// Two services each want another setting of a third, and neither may be woken by the other's wish.
    @Suite("Tasks of several services on one action")
    struct TaskStoryTests {
        @Test("tasks follow the whole configuration, whoever changes what, awake or asleep", arguments: [true, false])
        func threePackages(isAwake: Bool) async throws {
            try await ServerFixture.run("task-story-\(isAwake ? "awake" : "asleep")") { server in
                let story = TaskStory(server: server)
                try await story.install(isAwake: isAwake)
                for round in 0..<10 {
                    // Both orders, each after the settings were taken away again.
                    let first = round.isMultiple(of: 2) ? "lnd" : "datum"
                    let second = first == "lnd" ? "datum" : "lnd"
                    try await story.configure(TaskStory.removals[round % TaskStory.removals.count])
                    try await story.ask(first)
                    try await story.ask(second)
                    try await story.configure(story.answer(to: first))
                    try await story.ask(second)
                    try await story.configure(story.answer(to: second))
                    try await story.ask(first)
                }
                let tally = story.tally.withLock { $0 }
                #expect(tally.spurious == 0)
                #expect(tally.missed == 0)
                // The comparison means something only when tasks were seen in both states.
                #expect(tally.active > 20 && tally.inactive > 20)
            }
        }

        @Test("a critical task stops whoever made it, and only it")
        func critical() async throws {
            try await ServerFixture.run("task-critical") { server in
                let story = TaskStory(server: server)
                try await story.install(isAwake: true)
                try await story.configure(["blocknotify": "/bin/datum", "zmqEnabled": true, "peers": ["lnd"]])
                try await story.start("lnd")
                try await story.start("datum")
                try await story.ask("lnd", severity: "critical")
                #expect(try await server.entry("lnd").statusInfo.desired == .running)
                try await story.configure(["zmqEnabled": false])
                try await server.package("lnd", until: "was stopped") {
                    $0?.statusInfo.desired == .stopped && $0?.statusInfo.started == nil
                }
                #expect(try await server.entry("datum").statusInfo.desired == .running)
                let refusal = await #expect(throws: StartError.self) {
                    _ = try await server.client.call(Methods.Package.start, StartParameters(id: "lnd"))
                }
                #expect(refusal?.code == .invalidRequest)
                try await story.configure(["zmqEnabled": true])
                try await story.start("lnd")
            }
        }

        @Test("a task on a service that cannot be asked is settled when that is initialised")
        func settledByInitialisation() async throws {
            try await ServerFixture.run("task-settled") { server in
                let story = TaskStory(server: server)
                // The target is not there yet.
                try await story.install("lnd")
                try await story.run("lnd", "ask", ["severity": "important"])
                var task = try #require(try await server.entry("lnd").tasks["wish"])
                #expect(task.active && task.unverified == true)
                try await story.install("bitcoind")
                try await server.package("lnd", until: "its task was looked at") {
                    $0?.tasks["wish"]?.unverified == nil
                }
                task = try #require(try await server.entry("lnd").tasks["wish"])
                #expect(task.active)
            }
        }
    }
}

/// Three packages, what they want of each other, and an oracle.
private final class TaskStory: Sendable {
    /// What a person, or some other program, may do to the settings: values taken away, set to null, changed.
    static let removals: [JSON] = [
        ["zmqEnabled": false, "blocknotify": nil],
        ["zmqEnabled": nil, "blocknotify": "/bin/other", "prune": 550],
        ["zmqEnabled": "$delete", "blocknotify": "$delete"],
        ["zmqEnabled": false, "peers": ["a", "b"]],
        ["blocknotify": "", "peers": nil],
    ]
    private static let wishes: [String: JSON] = [
        "lnd": ["zmqEnabled": true, "peers": ["lnd"]],
        "datum": ["blocknotify": "/bin/datum", "prune": nil],
    ]

    let server: ServerFixture
    struct Tally {
        var spurious = 0
        var missed = 0
        var active = 0
        var inactive = 0
    }

    let tally = Mutex(Tally())

    init(server: ServerFixture) {
        self.server = server
    }

    /// What a person submits to fulfil a task: no more than the task's own fields.
    func answer(to package: String) -> JSON {
        package == "lnd" ? ["zmqEnabled": true, "peers": ["other", "lnd"]] : Self.wishes[package] ?? [:]
    }

    func package(_ id: String) async throws -> [UInt8] {
        let wish = (Self.wishes[id] ?? [:]).text
        return try await TestPackage.pack(
            id,
            initialisation: """
                const about = { description: "", warning: null, visibility: "enabled", group: null, access: "public" }
                for (const [name, hasInput] of [["configure", true], ["ask", true]])
                  await effects.action.export({ id: name,
                    metadata: { ...about, name, hasInput, allowedStatuses: "any" } })
                """,
            actions: """
                {
                  configure: {
                    getInput: async ({ effects }) => ({ eventId: effects.eventId, spec: {}, value: read() }),
                    run: async ({ input }) => {
                      const whole = read()
                      for (const [key, value] of Object.entries(input))
                        if (value === "$delete") delete whole[key]
                        else whole[key] = value
                      fs.writeFileSync(file, JSON.stringify(whole))
                      return null
                    },
                  },
                  ask: {
                    getInput: async ({ effects }) => ({ eventId: effects.eventId, spec: {}, value: {} }),
                    run: async ({ effects, input }) => {
                      await effects.action.createTask({
                        packageId: "bitcoind", actionId: "configure", replayId: "wish", severity: input.severity,
                        reason: "", when: { condition: "input-not-matches", once: false },
                        input: { kind: "partial", accept: [\(wish)], set: \(wish) },
                      })
                      return null
                    },
                  },
                }
                const fs = require("node:fs")
                const file = "/media/startos/volumes/main/settings.json"
                const read = () => (fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {})
                """, for: server)
    }

    func install(isAwake: Bool) async throws {
        for id in ["bitcoind", "lnd", "datum"] {
            try await install(id)
            if isAwake { try await start(id) }
        }
    }

    func install(_ id: String) async throws {
        let closing = try await server.sideload(try await package(id)).closing
        guard closing?.code == 1000 else { throw StartError(.installFailed, "\(closing?.reason ?? "No reason.")") }
    }

    func start(_ id: String) async throws {
        try await server.start(id)
        try await server.package(id, until: "runs") { $0?.statusInfo.started != nil }
    }

    func run(_ package: String, _ action: String, _ input: JSON) async throws {
        _ = try await server.client.call(
            Methods.Package.runAction,
            RunActionParameters(packageId: package, actionId: action, input: input))
    }

    /// Changes settings of bitcoind through its action, as a person does or a task's button.
    func configure(_ settings: JSON) async throws {
        try await run("bitcoind", "configure", settings)
        try await compare("after configuring \(settings)")
    }

    /// Lets a service make its task (again).
    func ask(_ package: String, severity: String = "important") async throws {
        try await run(package, "ask", ["severity": .string(severity)])
        try await compare("after \(package) asked")
    }

    /// Holds every task against what the whole configuration says, read where the service keeps it.
    private func compare(_ moment: Comment) async throws {
        let file = server.slot.data.appending("services/bitcoind/volumes/main/settings.json")
        let settings = try LiveFileSystem().readText(file).map { try JSON(parsing: $0) } ?? [:]
        for (owner, wish) in Self.wishes {
            guard let task = try await server.entry(owner).tasks["wish"] else { continue }
            let isDue = !Self.fulfils(settings, wish)
            #expect(task.active == isDue, moment)
            #expect(task.unverified == nil, moment)
            tally.withLock { tally in
                if task.active, !isDue { tally.spurious += 1 }
                if !task.active, isDue { tally.missed += 1 }
                if task.active { tally.active += 1 } else { tally.inactive += 1 }
            }
        }
    }

    /// The rule in other words than the server's: no wish differs from what there is.
    private static func fulfils(_ settings: JSON, _ wish: JSON) -> Bool {
        for (key, wanted) in wish.object ?? [:] {
            let present = settings[key] ?? .null
            if let elements = wanted.array {
                for element in elements where present.array?.contains(element) != true { return false }
            } else if wanted != present {
                return false
            }
        }
        return true
    }
}
