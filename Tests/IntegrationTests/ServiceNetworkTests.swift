import Errors
import Glibc
import LiveSystem
import RPCClient
import ServerDocument
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

        private static let interface = """
            await effects.exportServiceInterface({ id: "api", name: "API", description: "", masked: false,
              type: "api", addressInfo: { username: null, hostId: "main", internalPort: 8080, scheme: null,
              sslScheme: null, suffix: "" } })
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

        @Test("a port that another program has is told, and opened once it is free")
        func takenPort() async throws {
            try await ServerFixture.run("network-port") { server in
                let other = try ForeignListener(server.slot.loopback, 8080)
                try await begin("bank", Self.binding + "\n" + Self.interface, Self.listening, on: server)
                let entry = try await server.package("bank", until: "says what is wrong with its port") {
                    $0?.hosts["main"]?.bindings["8080"]?.problem != nil
                }
                let problem = entry?.hosts["main"]?.bindings["8080"]?.problem
                #expect(problem?.hasPrefix("Port 8080 of \(server.slot.loopback) is used by another program") == true)
                #expect(entry?.statusInfo.started != nil)
                other.end()
                try await server.package("bank", until: "has its port") {
                    $0?.hosts["main"]?.bindings["8080"].map { $0.problem == nil } == true
                }
                let answer = try await LiveProcessRunner().output(
                    of: Command("busybox", ["nc", "-w", "5", server.slot.loopback, "8080"]))
                #expect(answer == "here")
            }
        }

        @Test("UDP reaches a service at the server's address, and comes from whoever sent it")
        func datagrams() async throws {
            try await ServerFixture.run("network-udp", reach: .network) { server in
                let answering = """
                    const socket = require("dgram").createSocket("udp4")
                    socket.on("message", (_, from) => socket.send("here, " + from.address, from.port, from.address))
                    socket.bind(8080)
                    return { build: async () => ({ term() {} }) }
                    """
                try await begin("bank", Self.binding + "\n" + Self.interface, answering, on: server)
                let answer = try await eventually(.seconds(20), "an answer comes") {
                    try askByDatagram(server.slot.linkAddress, 8080)
                }
                #expect(answer == "here, \(server.slot.linkAddress)")
            }
        }

        @Test("packet rules that somebody else removes are put back")
        func removedRules() async throws {
            try await ServerFixture.run("network-rules") { server in
                let processes = LiveProcessRunner()
                let table = ["table", "inet", "startos_\(server.slot.bridge)"]
                let before = try await processes.output(of: Command("nft", ["list"] + table))
                try await processes.output(of: Command("nft", ["delete"] + table))
                let after = try await eventually(.seconds(20), "the rules are back") {
                    let result = try await processes.run(Command("nft", ["list"] + table))
                    return result.status == 0 ? result.outputText : nil
                }
                #expect(after == before)
                try await server.end(SIGINT)
                #expect(try await processes.run(Command("nft", ["list"] + table)).status != 0)
                #expect(try !LiveFileSystem().exists(FilePath("/sys/class/net/\(server.slot.bridge)")))
            }
        }
    }
}

/// A program of the machine that has a port.
private final class ForeignListener: Sendable {
    private let descriptor: Int32

    init(_ address: String, _ port: UInt16) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.descriptor = descriptor
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr.s_addr = inet_addr(address)
        let status = withUnsafeBytes(of: &name) { bytes in
            bind(descriptor, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t(bytes.count))
        }
        guard status == 0, listen(descriptor, 1) == 0 else { throw Errno(rawValue: errno) }
    }

    func end() {
        close(descriptor)
    }
}

/// Sends one datagram and returns the answer; nil when none comes soon.
private func askByDatagram(_ address: String, _ port: UInt16) throws -> String? {
    let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    defer { close(descriptor) }
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = port.bigEndian
    name.sin_addr.s_addr = inet_addr(address)
    let status = withUnsafeBytes(of: &name) { bytes in
        connect(descriptor, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t(bytes.count))
    }
    guard status == 0, send(descriptor, "hello", 5, 0) == 5 else { throw Errno(rawValue: errno) }
    var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&poller, 1, 500) == 1 else { return nil }
    var buffer = [UInt8](repeating: 0, count: 512)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
}
