import Errors
import Glibc
import JSONValues
import LiveSystem
import PatchDatabase
import RPCClient
import RPCMethods
import ServerDocument
import SystemInterface
import SystemPackage
import TestSupport
import Testing

extension IntegrationTests {
    @Suite("Another version of the server comes while services run")
    struct VersionChangeTests {
        @Test("a container of an older make is replaced in good order, after the action that runs in it")
        func olderRuntime() async throws {
            try await ServerFixture.run("older-runtime") { server in
                try await server.install(exerciser)
                try await server.startHealthy(exerciser)
                let old = try await server.containerProcesses()
                let form = try await server.client.call(
                    Methods.Package.actionInput, ActionInputParameters(packageId: exerciser, actionId: "slow"))
                let run = RunActionParameters(
                    packageId: exerciser, actionId: "slow", eventId: form["eventId"]?.string,
                    input: ["milliseconds": 4000])
                let broken = Task { [client = server.client] in try await client.call(Methods.Package.runAction, run) }
                _ = try await eventually(.seconds(20), "the action begins") { [self] () -> Bool? in
                    try await log(of: server).contains { $0.hasPrefix("slow begins 1:") } ? true : nil
                }
                try await server.end(SIGKILL)
                await #expect(throws: StartError.self) { try await broken.value }

                let newer = try await RuntimeVariant.make("newer", for: server)
                try await server.startAgain(resources: newer.resources)
                try await isReplaced(old, of: server)
                let words = try await log(of: server)
                let action = try #require(words.firstIndex { $0.hasPrefix("slow 1:") }, "\(words)")
                // The first one was when the service was put away after its installation.
                let end = try #require(words.lastIndex { $0 == "uninit version 1.0.0:0" }, "\(words)")
                #expect(action < end)

                // It is replaced once.
                let new = try await server.containerProcesses()
                try await server.end(SIGTERM)
                try await server.startAgain(resources: newer.resources)
                try await server.package(exerciser, until: "is healthy") { $0?.isHealthy == true }
                #expect(try await server.containerProcesses() == new)
            }
        }

        @Test("a container whose runtime speaks none of our versions is ended in good order all the same")
        func strangeProtocol() async throws {
            try await ServerFixture.run("strange-protocol") { server in
                let strange = try await RuntimeVariant.make("strange", for: server) { script in
                    script.replacing("var protocol = 1;", with: "var protocol = 7;")
                        .replacing("var oldestProtocol = 1;", with: "var oldestProtocol = 7;")
                }
                try await server.end(SIGTERM)
                try await server.startAgain(resources: strange.resources)
                try await server.install(exerciser)
                try await server.startHealthy(exerciser)
                let old = try await server.containerProcesses()
                try await server.end(SIGTERM)
                try await server.startAgain()
                try await isReplaced(old, of: server)
                #expect(try await log(of: server).contains("uninit version 1.0.0:0"))
            }
        }

        @Test("an older document is brought up under running services; a newer one is refused and nothing is touched")
        func documents() async throws {
            try await ServerFixture.run("document-versions") { server in
                try await server.install(exerciser)
                try await server.startHealthy(exerciser)
                let processes = try await server.containerProcesses()
                let current = DocumentHistory().current
                try await server.end(SIGTERM)
                try await setVersion(nil, of: server)
                try await server.startAgain()
                #expect(try await server.dump("/private/documentVersion").integer == current)
                try await server.package(exerciser, until: "is healthy") { $0?.isHealthy == true }
                #expect(try await server.containerProcesses() == processes)

                try await server.end(SIGTERM)
                try await setVersion(current + 1, of: server)
                let before = try files(of: server)
                let error = await #expect(throws: StartError.self) { try await server.startAgain() }
                #expect(error?.message.contains("status 78") == true, "\(String(describing: error))")
                #expect(error?.message.contains("written by a newer StartOS") == true)
                #expect(try files(of: server) == before)
                #expect(try await server.containerProcesses() == processes)

                // Back to the copy that was made before the first change.
                let copies = server.slot.data.appending("document-copies")
                let copy = try #require(try LiveFileSystem().list(copies).first)
                try await LiveProcessRunner().output(
                    of: Command(
                        try Prerequisites.program("startd").string,
                        ["restore-document", copies.appending(copy).string, "--data-dir", server.slot.data.string]))
                try await server.startAgain()
                try await server.package(exerciser, until: "is healthy") { $0?.isHealthy == true }
                #expect(try await server.containerProcesses() == processes)
            }
        }

        /// Waits until a healthy service runs in other processes than `old`.
        private func isReplaced(_ old: [Int32: String], of server: ServerFixture) async throws {
            _ = try await eventually(.seconds(60), "the container is replaced") { () -> Bool? in
                let now = try await server.containerProcesses()
                return now.count >= 4 && Set(now.keys).isDisjoint(with: old.keys) ? true : nil
            }
            try await server.package(exerciser, until: "is healthy") { $0?.isHealthy == true }
        }

        private func log(of server: ServerFixture) async throws -> [String] {
            try await server.client.call(Methods.Package.logs, LogsParameters(id: exerciser, LogSelection(limit: 1000)))
                .entries.map(\.message)
        }

        /// Changes what the document says of its version while no daemon runs.
        private func setVersion(_ version: Int?, of server: ServerFixture) async throws {
            let database = try Database.open(
                directory: server.slot.data.appending("database"), files: LiveFileSystem())
            try await database.update { transaction in
                let place = Document.root.private.documentVersion
                if let version { try transaction.set(version, at: place) } else { try transaction.remove(place) }
            }
            await database.close()
        }

        /// The files of a server that no container changes, with their contents.
        private func files(of server: ServerFixture) throws -> [String: [UInt8]] {
            let files = LiveFileSystem()
            var found: [String: [UInt8]] = [:]
            func visit(_ directory: FilePath) throws {
                for name in try files.list(directory) {
                    let path = directory.appending(name)
                    switch try files.status(of: path)?.kind {
                    case .directory: try visit(path)
                    case .file: found[path.string] = try files.readFile(path)
                    default: found[path.string] = []
                    }
                }
            }
            for name in ["database", "archive", "document-copies"] { try visit(server.slot.data.appending(name)) }
            return found
        }
    }
}
