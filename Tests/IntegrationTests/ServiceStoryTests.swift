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
    @Suite("The life of a service")
    struct ServiceStoryTests {
        @Test("install, start, reach, stop, uninstall: nothing is left of it")
        func wholeStory() async throws {
            try await ServerFixture.run("whole-story") { server in
                let before = try await server.machineState()
                try await server.install(exerciser)
                let installed = try await server.entry(exerciser)
                #expect(installed.stateInfo.state == .installed)
                #expect(installed.actions.keys.contains("slow"))
                try await server.containersAreGone()

                let page = server.slot.data.appending("services/\(exerciser)/volumes/main/page.html")
                try LiveFileSystem().replaceFile(page, with: Array("hello from the volume".utf8))
                try await server.startHealthy(exerciser)
                #expect(try await server.containerProcesses().count >= 4)
                let reply = try await reply(of: server, path: "/page.html")
                #expect(reply.status == 200)
                #expect(String(decoding: reply.body, as: UTF8.self) == "hello from the volume")

                try await server.stopWholly(exerciser)
                let stopped = try await server.entry(exerciser)
                #expect(stopped.statusInfo.desired == .stopped)
                #expect(stopped.statusInfo.health.isEmpty)
                #expect(stopped.statusInfo.error == nil)

                _ = try await server.client.call(Methods.Package.uninstall, UninstallParameters(id: exerciser))
                try await server.package(exerciser, until: "is gone") { $0 == nil }
                try await server.containersAreGone()
                #expect(try await server.machineState() == before)
                #expect(try files(of: server) == [])
            }
        }

        @Test("a soft uninstall keeps the volumes, and the next installation finds them")
        func softUninstall() async throws {
            try await ServerFixture.run("soft-uninstall") { server in
                try await server.install(exerciser)
                let note = server.slot.data.appending("services/\(exerciser)/volumes/main/note")
                try LiveFileSystem().replaceFile(note, with: Array("kept".utf8))
                _ = try await server.client.call(
                    Methods.Package.uninstall, UninstallParameters(id: exerciser, soft: true))
                try await server.package(exerciser, until: "is gone") { $0 == nil }
                #expect(try LiveFileSystem().readText(note) == "kept")
                try await server.install(exerciser)
                #expect(try LiveFileSystem().readText(note) == "kept")
            }
        }

        @Test("restart keeps the container, rebuild makes another one")
        func restartAndRebuild() async throws {
            try await ServerFixture.run("restart") { server in
                try await server.install(exerciser)
                try await server.startHealthy(exerciser)
                let first = try await server.entry(exerciser).statusInfo.started
                let initProcess = try await server.containerProcesses().keys.min()
                _ = try await server.client.call(Methods.Package.restart, PackageParameters(id: exerciser))
                try await server.package(exerciser, until: "was restarted") {
                    $0?.isHealthy == true && $0?.statusInfo.started != first
                }
                #expect(try await server.containerProcesses().keys.min() == initProcess)
                let second = try await server.entry(exerciser).statusInfo.started
                _ = try await server.client.call(Methods.Package.rebuild, PackageParameters(id: exerciser))
                try await server.package(exerciser, until: "was rebuilt") {
                    $0?.isHealthy == true && $0?.statusInfo.started != second
                }
                let processes = try await server.containerProcesses()
                #expect(initProcess.map { processes[$0] == nil } == true)
            }
        }

        @Test("a stopped service wakes for an action and sleeps again")
        func actionOfAStoppedService() async throws {
            try await ServerFixture.run("action") { server in
                try await server.install(exerciser)
                try await server.containersAreGone()
                let value = try await server.runAction("echo", of: exerciser, input: ["text": "hello"])
                #expect(try JSON(parsing: value) == ["text": "hello"])
                await #expect(throws: (any Error).self) { try await server.runAction("fail", of: exerciser) }
                try await server.containersAreGone()
                #expect(try await server.entry(exerciser).statusInfo.error == nil)
            }
        }

        /// A real request through the forwarded port.
        private func reply(of server: ServerFixture, path: String) async throws -> HTTPReply {
            let hosts = try await server.entry(exerciser).hosts
            let binding = try #require(hosts["web"]?.bindings["8080"])
            #expect(binding.interfaces.keys.contains("web"))
            let address = try #require(binding.addresses.available.first)
            let port = try #require(address.port)
            let client = try RPCClient(address: ServerAddress("http://\(address.hostname):\(port)"))
            // Nothing says when the port opens, which is soon after the start.
            let reply = try await eventually(.seconds(20), "port \(port) opens") { try? await client.get(path) }
            await client.shutDown()
            return reply
        }

        /// What is below the places of packages.
        private func files(of server: ServerFixture) throws -> [String] {
            let files = LiveFileSystem()
            return try ["archive/incoming", "services", "containers"].flatMap { place in
                // The layers are there as long as the daemon.
                try files.list(server.slot.data.appending(place)).filter { $0 != ".layers" }
            } + files.list(server.slot.data.appending("archive")).filter { $0 != "incoming" }
        }
    }
}
