import Errors
import Glibc
import JSONValues
import LiveSystem
import RPCClient
import RPCMethods
import ServerDocument
import SystemInterface
import SystemPackage
import TestSupport
import Testing

extension IntegrationTests {
    @Suite("What ends although nobody asked it to")
    struct CrashTests {
        @Test("process 1, LXC's monitor, everything at once: the service comes back each time, in a new container")
        func containerEnds() async throws {
            try await ServerFixture.run("container-ends") { server in
                try await server.install(exerciser)
                try await server.startHealthy(exerciser)
                for victim in ["process 1", "the monitor", "all processes"] {
                    let processes = try await server.containerProcesses()
                    let first = try #require(processes.keys.min())
                    switch victim {
                    case "process 1": #expect(kill(first, SIGKILL) == 0)
                    case "the monitor": #expect(kill(try parent(of: first), SIGKILL) == 0)
                    default: for process in processes.keys.sorted(by: >) { kill(process, SIGKILL) }
                    }
                    try await server.package(exerciser, until: "has fallen with \(victim)") {
                        $0?.statusInfo.started == nil && $0?.statusInfo.error != nil
                    }
                    try await server.package(exerciser, until: "is back after \(victim)") {
                        $0?.isHealthy == true && $0?.statusInfo.error == nil && $0?.statusInfo.retry == nil
                    }
                    #expect(try await Set(server.containerProcesses().keys).isDisjoint(with: processes.keys))
                    // One that was in the row of failures waits longer each time; a person need not.
                    try await server.start(exerciser)
                }
                try await server.stopWholly(exerciser)
            }
        }

        @Test("the wait between tries is told, outlives the daemon, and a person need not wait")
        func waiting() async throws {
            try await ServerFixture.run("waiting") { server in
                let package = try await TestPackage.pack(
                    "never-starts", main: "console.log('looking for the moon'); throw new Error('no moon')",
                    for: server)
                #expect(try await server.sideload(package).closing?.code == 1000)
                try await server.start("never-starts")
                let entry = try await server.package("never-starts", until: "waits for its fourth try") {
                    $0?.statusInfo.retry?.attempt == 4
                }
                let retry = try #require(entry?.statusInfo.retry)
                #expect(retry.reason.contains("no moon"))
                #expect(entry?.statusInfo.error?.details.contains("looking for the moon") == true)
                #expect(Timestamp(rfc3339: retry.at) != nil)
                #expect(try await server.end(SIGKILL) == 128 + SIGKILL)
                try await server.startAgain()
                let later = try await server.entry("never-starts").statusInfo.retry
                #expect(later == retry || later?.attempt == 5)
                // Eight seconds and more are not waited for.
                try await server.start("never-starts")
                try await server.package("never-starts", within: .seconds(5), until: "was tried once more") {
                    ($0?.statusInfo.retry?.attempt ?? 0) >= 5
                }
                try await server.stop("never-starts")
                #expect(try await server.entry("never-starts").statusInfo.retry == nil)
                try await server.containersAreGone()
                #expect(try await server.entry("never-starts").statusInfo.error != nil)
            }
        }

        @Test("SIGTERM in the middle of a removal: the next daemon finishes it, keeping the data that it should")
        func removalInterrupted() async throws {
            try await ServerFixture.run("removal-interrupted") { server in
                try await server.install(exerciser)
                try await server.startHealthy(exerciser)
                _ = try await server.client.call(
                    Methods.Package.uninstall, UninstallParameters(id: exerciser, soft: true))
                #expect(try await server.dump("/public/packageData/\(exerciser)/stateInfo/state") == "removing")
                #expect(try await server.end(SIGTERM) == 0)
                try await server.startAgain()
                try await server.package(exerciser, until: "is removed") { $0 == nil }
                try await server.containersAreGone()
                let files = LiveFileSystem()
                let data = server.slot.data
                #expect(try files.exists(data.appending("services/\(exerciser)/volumes/main")))
                #expect(try files.list(data.appending("archive")) == ["incoming"])
                // The data is found again.
                try await server.install(exerciser)
                try await server.startHealthy(exerciser)
                try await server.stopWholly(exerciser)
            }
        }

        @Test("a form keeps its container for the answer that follows")
        func form() async throws {
            try await ServerFixture.run("form") { server in
                try await server.install(exerciser)
                try await server.containersAreGone()
                let form = try await server.client.call(
                    Methods.Package.actionInput, ActionInputParameters(packageId: exerciser, actionId: "echo"))
                let processes = try await server.containerProcesses()
                #expect(!processes.isEmpty)
                let eventId = try #require(form["eventId"]?.string)
                let answer = try await server.runAction(
                    "echo", of: exerciser, eventId: eventId, input: ["text": "x"])
                #expect(answer == #"{"text":"x"}"#)
                // Nobody is expected any more.
                try await server.containersAreGone()
            }
        }

        private func parent(of process: Int32) throws -> Int32 {
            let status = try LiveFileSystem().readText(FilePath("/proc/\(process)/status")) ?? ""
            let line = status.split(separator: "\n").first { $0.hasPrefix("PPid:") }
            return try #require(line.flatMap { Int32($0.dropFirst(5).drop { $0 == "\t" || $0 == " " }) })
        }
    }
}
