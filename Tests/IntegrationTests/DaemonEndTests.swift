import Errors
import Glibc
import JSONValues
import RPCClient
import RPCMethods
import ServerDocument
import SystemInterface
import SystemPackage
import TestSupport
import Testing

extension IntegrationTests {
    @Suite("The daemon ends while services run")
    struct DaemonEndTests {
        @Test("kill -9, twice: the service notices nothing, no call is lost or done twice, an action goes on")
        func killed() async throws {
            try await ServerFixture.run("killed") { server in
                try await server.install(exerciser)
                try await server.startHealthy(exerciser)
                let processes = try await server.containerProcesses()
                #expect(processes.count >= 4)
                _ = try await server.runAction("start-calls", of: exerciser)

                let form = try await server.client.call(
                    Methods.Package.actionInput, ActionInputParameters(packageId: exerciser, actionId: "slow"))
                let eventId = try #require(form["eventId"]?.string)
                let run = RunActionParameters(
                    packageId: exerciser, actionId: "slow", eventId: eventId, input: ["milliseconds": 3000])
                // The answer dies with the daemon.
                let broken = Task { [client = server.client] in try await client.call(Methods.Package.runAction, run) }
                // Both take the same way into the container, one after the other.
                for _ in 0..<3 { _ = try await server.runAction("count-calls", of: exerciser) }

                for _ in 0..<2 {
                    #expect(try await server.end(SIGKILL) == 128 + SIGKILL)
                    #expect(try await server.containerProcesses() == processes)
                    try await server.startAgain()
                    #expect(try await server.containerProcesses() == processes)
                    try await server.package(exerciser, until: "is healthy again") { $0?.isHealthy == true }
                }
                await #expect(throws: StartError.self) { try await broken.value }

                let token = try await server.runAction(
                    "slow", of: exerciser, eventId: eventId, input: ["milliseconds": 3000])
                #expect(token.hasPrefix("1:"), "The action ran more than once.")
                let again = try await server.runAction(
                    "slow", of: exerciser, eventId: eventId, input: ["milliseconds": 3000])
                #expect(again == token)

                let counts = try JSON(parsing: try await server.runAction("stop-calls", of: exerciser))
                let started = try #require(counts["started"]?.integer)
                #expect(counts["answered"]?.integer == started)
                #expect(counts["failed"]?.integer == 0, "\(counts.text)")
                #expect(started > 100)
                let titles = try await titles(of: server)
                // Calls that waited for the daemon at the same time come in any order, but each once. (1000 are kept.)
                #expect(Set(titles).count == titles.count, "Carried out twice: \(repeated(titles))")
                #expect(titles.count == min(started, 1000))
                if started <= 1000 { #expect(titles.sorted() == Array(1...started)) }
                #expect(try await server.containerProcesses() == processes)
                try await server.stopWholly(exerciser)
            }
        }

        @Test("SIGTERM leaves services running for the next daemon")
        func terminated() async throws {
            try await ServerFixture.run("terminated") { server in
                try await server.install(exerciser)
                try await server.startHealthy(exerciser)
                let processes = try await server.containerProcesses()
                let started = try await server.entry(exerciser).statusInfo.started
                #expect(try await server.end(SIGTERM) == 0)
                #expect(try await server.containerProcesses() == processes)
                try await server.startAgain()
                let entry = try await server.package(exerciser, until: "is healthy") { $0?.isHealthy == true }
                #expect(entry?.statusInfo.started == started)
                #expect(try await server.containerProcesses() == processes)
                #expect(try await server.runAction("echo", of: exerciser, input: ["text": "x"]) == #"{"text":"x"}"#)
            }
        }

        @Test("SIGINT stops services, and the next daemon starts them again")
        func interrupted() async throws {
            try await ServerFixture.run("interrupted") { server in
                try await server.install(exerciser)
                try await server.startHealthy(exerciser)
                let processes = try await server.containerProcesses()
                #expect(try await server.end(SIGINT) == 0)
                #expect(try await server.containerTraces() == [])
                try await server.startAgain()
                let entry = try await server.package(exerciser, until: "is healthy") { $0?.isHealthy == true }
                #expect(entry?.statusInfo.desired == .running)
                let now = try await server.containerProcesses()
                #expect(Set(now.keys).isDisjoint(with: processes.keys))
            }
        }

        @Test("a machine that lost its containers starts them again")
        func everythingDied() async throws {
            try await ServerFixture.run("everything-died") { server in
                try await server.install(exerciser)
                try await server.startHealthy(exerciser)
                let processes = try await server.containerProcesses()
                try await server.end(SIGKILL)
                // Outside first, so that nothing starts anything again.
                for process in processes.keys.sorted() { kill(process, SIGKILL) }
                try await server.startAgain()
                try await server.package(exerciser, until: "is healthy") { $0?.isHealthy == true }
                #expect(try await Set(server.containerProcesses().keys).isDisjoint(with: processes.keys))
            }
        }

        private func repeated(_ numbers: [Int]) -> [Int] {
            Dictionary(grouping: numbers) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
        }

        /// The numbers that the service gave its notifications, in the order in which they were made.
        private func titles(of server: ServerFixture) async throws -> [Int] {
            let notifications = try #require(try await server.dump("/private/notifications").object)
            let numbered = notifications.compactMap { key, value in Int(key).map { ($0, value) } }
            return numbered.sorted { $0.0 < $1.0 }.compactMap { $0.1["title"]?.string.flatMap { Int($0) } }
        }
    }
}
