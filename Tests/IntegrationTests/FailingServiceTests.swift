import Errors
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
    @Suite("Services that fail")
    struct FailingServiceTests {
        @Test("a runtime that dies is replaced: the error is shown, then gone")
        func runtimeDies() async throws {
            try await ServerFixture.run("runtime-dies") { server in
                try await server.install(exerciser)
                try await server.startHealthy(exerciser)
                let processes = try await server.containerProcesses()
                async let failed = server.package(exerciser, until: "tells of its error") {
                    $0?.statusInfo.error != nil
                }
                await #expect(throws: StartError.self) { try await server.runAction("crash-runtime", of: exerciser) }
                #expect(try await failed?.statusInfo.error?.details.isEmpty == false)
                try await server.package(exerciser, until: "has recovered") {
                    $0?.isHealthy == true && $0?.statusInfo.error == nil
                }
                #expect(try await Set(server.containerProcesses().keys).isDisjoint(with: processes.keys))
                try await server.stopWholly(exerciser)
            }
        }

        @Test("a service whose start fails says why, tries again, and can be stopped")
        func startFails() async throws {
            try await ServerFixture.run("start-fails") { server in
                let package = try await TestPackage.pack(
                    "never-starts", main: "throw new Error('the moon is in the wrong place')", for: server)
                #expect(try await server.sideload(package).closing?.code == 1000)
                try await server.start("never-starts")
                let entry = try await server.package("never-starts", until: "says why it does not start") {
                    $0?.statusInfo.error != nil
                }
                #expect(entry?.statusInfo.error?.details.contains("the moon is in the wrong place") == true)
                #expect(entry?.statusInfo.desired == .running)
                #expect(entry?.statusInfo.started == nil)
                try await server.stop("never-starts")
                try await server.containersAreGone()
                #expect(try await server.entry("never-starts").statusInfo.desired == .stopped)
            }
        }

        @Test("an installation whose init fails is undone and says why")
        func initFails() async throws {
            try await ServerFixture.run("init-fails") { server in
                let package = try await TestPackage.pack(
                    "never-installs", initialisation: "throw new Error('no room for me')", for: server)
                let result = try await server.sideload(package)
                #expect(result.closing?.code == 1011)
                #expect(result.closing?.reason.contains("no room for me") == true, "\(result)")
                #expect(try await server.dump("/public/packageData") == [:])
                try await server.containersAreGone()
                #expect(try LiveFileSystem().list(server.slot.data.appending("services")) == [])
            }
        }
    }
}
