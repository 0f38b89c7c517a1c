import Foundation
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
    /// Radicale is made of `packages/radicale/service.yaml` alone.
    @Suite("A service without code of its own")
    struct DescribedServiceTests {
        private let radicale = "radicale"

        @Test("asks for a login, sets it by its action, and lets in whoever has it")
        func calendar() async throws {
            try await ServerFixture.run("described-service") { server in
                try await server.install(radicale)
                let installed = try await server.entry(radicale)
                #expect(installed.actions.keys.sorted() == ["set-log-level", "set-login"])
                #expect(installed.tasks.keys.contains("set-login"))

                // While it is stopped: a command of the image, on the volume.
                let files = LiveFileSystem()
                let users = server.slot.data.appending("services/\(radicale)/volumes/data/config/users")
                try await run("set-login", of: server, ["user": "ada", "password": "first-password"])
                #expect(try files.readText(users)?.hasPrefix("ada:$2y$") == true)
                #expect(try await server.entry(radicale).tasks.isEmpty)
                await #expect(throws: (any Error).self, "the pattern of the field forbids it") {
                    try await run("set-login", of: server, ["user": "-D", "password": "first-password"])
                }

                try await server.startHealthy(radicale)
                let calendar = try await address(of: server)
                #expect(try await propfind(calendar, "ada:first-password") == 207)
                #expect(try await propfind(calendar, "ada:wrong-password") == 401)

                // While it runs.
                try await run("set-login", of: server, ["user": "ada", "password": "second-password"])
                #expect(try await propfind(calendar, "ada:second-password") == 207)
                #expect(try await propfind(calendar, "ada:first-password") == 401)
            }
        }

        @Test("fills a setting into its configuration, restarts for it, and remembers it")
        func setting() async throws {
            try await ServerFixture.run("described-setting") { server in
                try await server.install(radicale)
                try await server.startHealthy(radicale)
                let configuration = server.slot.data.appending(
                    "services/\(radicale)/volumes/data/config/radicale.conf")
                let files = LiveFileSystem()
                #expect(try files.readText(configuration)?.contains("level = warning") == true)
                let first = try await server.entry(radicale).statusInfo.started
                try await run("set-log-level", of: server, ["logLevel": "info"])
                try await server.package(radicale, until: "was restarted") {
                    $0?.isHealthy == true && $0?.statusInfo.started != first
                }
                #expect(try files.readText(configuration)?.contains("level = info") == true)
                try await server.stopWholly(radicale)
                try await server.startHealthy(radicale)
                #expect(try files.readText(configuration)?.contains("level = info") == true)
                let form = try await server.client.call(
                    Methods.Package.actionInput,
                    ActionInputParameters(packageId: radicale, actionId: "set-log-level"))
                #expect(form["value"] == ["logLevel": "info"])
            }
        }

        private func run(_ action: String, of server: ServerFixture, _ input: JSON) async throws {
            let form = try await server.client.call(
                Methods.Package.actionInput, ActionInputParameters(packageId: radicale, actionId: action))
            _ = try await server.client.call(
                Methods.Package.runAction,
                RunActionParameters(
                    packageId: radicale, actionId: action, eventId: form["eventId"]?.string, input: input))
        }

        /// Where calendars are: the forwarded port without TLS.
        private func address(of server: ServerFixture) async throws -> String {
            let binding = try #require(try await server.entry(radicale).hosts["ui"]?.bindings["5232"])
            #expect(binding.interfaces.keys.sorted() == ["dav", "ui"])
            let address = try #require(binding.addresses.available.first { !$0.ssl })
            return "http://\(address.hostname):\(try #require(address.port))/ada/"
        }

        /// The status of a CalDAV request, made by curl as a calendar would.
        private func propfind(_ address: String, _ login: String) async throws -> Int? {
            let output = try await LiveProcessRunner().output(
                of: Command(
                    "curl",
                    [
                        "--silent", "--retry", "20", "--retry-connrefused", "--retry-delay", "1", "--max-time", "20",
                        "--output", "/dev/null", "--write-out", "%{http_code}", "--user", login, "--request",
                        "PROPFIND",
                        "--header", "Depth: 0", address,
                    ]))
            return Int(output)
        }
    }
}
