import Errors
import JSONValues
import RPCClient
import RPCMethods
import ServerDocument
import TestSupport
import Testing

extension IntegrationTests {
    @Suite("A container that means harm")
    struct HostileContainerTests {
        /// Talks to the daemon's socket by itself and logs `name: answer`.
        private static let attacks = """
            const net = require("node:net")
            const path = "/media/startos/rpc/host.sock"
            const talk = (bytes) => new Promise((resolve) => {
              const socket = net.connect({ path, allowHalfOpen: true })
              let answer = ""
              socket.on("data", (text) => { answer += text })
              socket.on("error", () => {})
              socket.on("close", () => resolve(answer))
              socket.on("end", () => socket.end())
              socket.end(bytes)
            })
            const tell = (name, answer) => console.log(`${name}: ${answer.slice(0, 300).trim()}`)
            const echo = (extra) => JSON.stringify({ id: 1, method: "echo", params: { message: "hi", ...extra } }) + "\\n"
            const cases = {
              text: "hello\\n", empty: "\\n", binary: Buffer.from([0xff, 0xfe, 0, 10]), nul: '{"id":1,\\0}\\n',
              deep: "[".repeat(500) + "\\n", twice: '{"id":1,"id":2,"method":"echo","params":{}}\\n',
              batch: '[{"id":1,"method":"echo","params":{"message":"hi"}}]\\n', number: "7\\n",
              nameless: '{"id":1,"params":{}}\\n', list: '{"id":1,"method":"echo","params":[]}\\n',
              unknown: '{"id":1,"method":"no.such.effect","params":{}}\\n',
              wrong: '{"id":1,"method":"set-data-version","params":{"version":7}}\\n',
              huge: '{"id":1,"method":"echo","params":{"message":"' + "x".repeat(2 << 20) + '"}}\\n',
              unfinished: '{"id":1,"method":"echo"',
            }
            for (const [name, bytes] of Object.entries(cases)) tell(name, await talk(bytes))
            const ids = [7, "", "x", ":", "a:b", "a:-1", "a:1:2", "a:99999999999999999999", "x".repeat(100) + ":1", null, {}]
            const answers = []
            for (const callId of ids) answers.push(JSON.parse(await talk(echo({ callId, acknowledged: callId }))).result)
            tell("ids", answers.join(","))
            const many = await talk(echo().repeat(20000))
            tell("flood", String(many.split("\\n").length - 1))
            const open = (first) => new Promise((resolve) => {
              const socket = net.connect({ path })
              socket.hasClosed = new Promise((closed) => socket.on("close", closed))
              socket.on("error", () => {})
              socket.on("connect", () => { if (first) socket.write(first); resolve(socket) })
            })
            const closed = async (sockets, atLeast) => {
              let count = 0
              await new Promise((resolve) => {
                for (const socket of sockets) socket.hasClosed.then(() => { count += 1; if (count >= atLeast) resolve() })
              })
              for (const socket of sockets) socket.destroy()
              return count >= atLeast
            }
            const silent = []
            for (let n = 0; n < 200; n++) silent.push(await open())
            tell("silent", String(await closed(silent, 72)))
            const halves = []
            for (let n = 0; n < 60; n++) halves.push(await open("x".repeat(900 << 10)))
            tell("halves", String(await closed(halves, 50)))
            const greedy = []
            const question = '{"id":1,"method":"get-service-manifest","params":{}}\\n'.repeat(4000)
            for (let n = 0; n < 60; n++) { const socket = await open(question); socket.pause(); greedy.push(socket) }
            tell("greedy", await talk(echo()).then((a) => a || "closed"))
            for (const socket of greedy) socket.destroy()
            let last = ""
            for (let n = 0; n < 1000 && !last; n++) last = await talk(echo())
            tell("after", last)
            """

        @Test("gets an error for each, harms nobody else, and the daemon's memory stays bounded")
        func attacks() async throws {
            try await ServerFixture.run("hostile-container") { server in
                try await server.install(exerciser)
                try await server.startHealthy(exerciser)
                let before = try await server.census()
                let package = try await TestPackage.pack("hostile", initialisation: Self.attacks, for: server)
                let result = try await server.sideload(package)
                #expect(result.closing?.code == 1000, "\(String(describing: result.closing))")
                let lines = try await server.client.call(
                    Methods.Package.logs, LogsParameters(id: "hostile", LogSelection(limit: 1000))
                ).entries.map(\.message)
                func answer(_ name: String) -> String {
                    let line = lines.first { $0.hasPrefix("\(name): ") || $0 == "\(name):" }
                    return String((line ?? "missing: \(lines.suffix(3))").dropFirst(name.utf8.count + 2))
                }
                for name in ["text", "binary", "nul", "deep", "twice", "empty"] {
                    #expect(answer(name).contains("-32700"), "\(name): \(answer(name))")
                }
                for name in ["batch", "number", "nameless", "list", "wrong"] {
                    #expect(answer(name).contains("-32602"), "\(name): \(answer(name))")
                }
                #expect(answer("unknown").contains("-32601"))
                #expect(answer("huge").isEmpty)
                #expect(answer("unfinished").isEmpty)
                #expect(answer("ids") == Array(repeating: "hi", count: 11).joined(separator: ","))
                #expect(answer("flood") == "20000")
                #expect(answer("silent") == "true")
                #expect(answer("halves") == "true")
                #expect(answer("after").contains("\"result\":\"hi\""))
                #expect(try await server.entry(exerciser).isHealthy)
                let after = try await server.census()
                #expect(
                    after.residentBytes < before.residentBytes + 256 << 20,
                    "\(before.residentBytes >> 20) MiB before, \(after.residentBytes >> 20) MiB after")
                _ = try await server.client.call(
                    Methods.Package.uninstall, UninstallParameters(id: "hostile", force: true))
                try await server.package("hostile", until: "is gone") { $0 == nil }
            }
        }
    }
}
