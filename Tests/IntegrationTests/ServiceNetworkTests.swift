import Errors
import Glibc
import LiveSystem
import SystemInterface
import SystemPackage
import TestSupport
import Testing

extension IntegrationTests {
    @Suite("The services' network")
    struct ServiceNetworkTests {
        /// Listens on 8080, which it binds, and on 8081, which it does not.
        private static let listening = """
            const open = (port) => require("net").createServer((s) => s.end("here")).listen(port, "0.0.0.0")
            open(8080)
            open(8081)
            return { build: async () => ({ term() {} }) }
            """

        private static let binding = """
            await effects.bind({ id: "main", internalPort: 8080, preferredExternalPort: 8080, addSsl: null,
              secure: { ssl: false } })
            """

        private func begin(
            _ id: String, _ initialisation: String = "",
            _ main: String = "return { build: async () => ({ term() {} }) }", on server: ServerFixture
        ) async throws {
            let package = try await TestPackage.pack(id, initialisation: initialisation, main: main, for: server)
            let closing = try await server.sideload(package).closing
            try #require(closing?.code == 1000, "\(closing?.reason ?? "no reason")")
            try await server.start(id)
            try await server.package(id, until: "runs") { $0?.statusInfo.started != nil }
        }

        /// What a program in the container of a package says.
        private func run(_ script: String, in package: String, of server: ServerFixture) async throws -> String {
            let result = try await LiveProcessRunner().run(
                Command(
                    "lxc-attach",
                    [
                        "-P", server.slot.data.appending("containers").string, "-n", package, "--", "node", "-e",
                        script,
                    ]))
            return result.outputText + result.errorText
        }

        private func connect(_ address: String, _ port: Int, from package: String, of server: ServerFixture)
            async throws
            -> String
        {
            try await run(
                """
                const c = require("net").connect({ host: "\(address)", port: \(port), timeout: 5000 })
                c.on("data", (d) => process.stdout.write(String(d))).on("timeout", () => c.destroy(new Error("silent")))
                c.on("error", (e) => process.stdout.write(e.code || e.message))
                """, in: package, of: server)
        }

        @Test("a service finds those it depends on by name and reaches what they bind; others stay closed to it")
        func dependencies() async throws {
            try await ServerFixture.run("network-names") { server in
                try await begin("bank", Self.binding, Self.listening, on: server)
                try await begin(
                    "shop",
                    """
                    await effects.setDependencies({ dependencies: [{ kind: "exists", id: "bank", versionRange: "*" }] })
                    """, on: server)
                try await begin("stray", on: server)

                #expect(try await connect("bank.startos", 8080, from: "shop", of: server) == "here")
                #expect(try await connect("main.bank.embassy", 8080, from: "shop", of: server) == "here")
                #expect(try await connect("bank.startos", 8081, from: "shop", of: server) == "ECONNREFUSED")
                #expect(try await connect("bank.startos", 8080, from: "stray", of: server) == "ENOTFOUND")
                let address = try await run(
                    "require('dns').lookup('bank.startos', (e, a) => process.stdout.write(String(a)))", in: "shop",
                    of: server)
                #expect(try await connect(address, 8080, from: "stray", of: server) == "ECONNREFUSED")
                #expect(try await connect("startos", server.address.port, from: "shop", of: server) == "ECONNREFUSED")

                // A daemon that was killed left everything standing; the next one answers again.
                try await server.end(SIGKILL)
                #expect(try await connect(address, 8080, from: "shop", of: server) == "here")
                try await server.startAgain()
                #expect(try await connect("bank.startos", 8080, from: "shop", of: server) == "here")
            }
        }

        @Test("packet rules that somebody else removes are put back")
        func removedRules() async throws {
            try await ServerFixture.run("network-rules") { server in
                let processes = LiveProcessRunner()
                let table = ["table", "inet", "startos_\(server.slot.bridge)"]
                let before = try await processes.output(of: Command("nft", ["list"] + table))
                try await processes.output(of: Command("nft", ["delete"] + table))
                let after = try await eventually("the rules are back") {
                    let result = try await processes.run(Command("nft", ["list"] + table))
                    return result.status == 0 ? result.outputText : nil
                }
                #expect(after == before)
                try await server.end(SIGINT)
                #expect(try await processes.run(Command("nft", ["list"] + table)).status != 0)
                #expect(try !LiveFileSystem().exists("/sys/class/net/\(server.slot.bridge)"))
            }
        }
    }
}
