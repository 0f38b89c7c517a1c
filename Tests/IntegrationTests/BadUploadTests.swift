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
    @Suite("Uploads that are not what they say")
    struct BadUploadTests {
        /// The bytes of a request that uploads `body` to a ticket.
        private func request(_ ticket: String, _ server: ServerFixture, _ headers: String, _ body: [UInt8]) -> [UInt8] {
            let head = "POST /rest/rpc/\(ticket) HTTP/1.1\r\nHost: \(server.address.host)\r\n\(headers)\r\n"
            return Array(head.utf8) + body
        }

        private func chunks(_ bytes: [UInt8], ended: Bool = true) -> [UInt8] {
            var result: [UInt8] = []
            for start in stride(from: 0, to: bytes.count, by: 50_000) {
                let piece = bytes[start..<min(start + 50_000, bytes.count)]
                result += Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece + [13, 10]
            }
            return ended ? result + Array("0\r\n\r\n".utf8) : result
        }

        @Test("lying lengths, none, and broken chunks leave nothing; an honest upload in chunks is installed")
        func framing() async throws {
            try await ServerFixture.run("bad-uploads") { server in
                let bytes = try LiveFileSystem().readFile(Prerequisites.package(exerciser))
                let half = Array(bytes.prefix(bytes.count / 2))
                let cases: [(name: String, headers: String, body: [UInt8])] = [
                    ("longer than sent", "Content-Length: \(bytes.count + 1)\r\n", bytes),
                    ("half sent", "Content-Length: \(bytes.count)\r\n", half),
                    ("shorter than sent", "Content-Length: \(half.count)\r\n", bytes),
                    ("no length", "", []),
                    ("nothing", "Content-Length: 0\r\n", []),
                    (
                        "broken chunks", "Transfer-Encoding: chunked\r\n",
                        chunks(half).dropLast(5) + Array("zz\r\n".utf8)
                    ),
                    ("chunks without end", "Transfer-Encoding: chunked\r\n", chunks(bytes, ended: false)),
                    ("half in chunks", "Transfer-Encoding: chunked\r\n", chunks(half)),
                    (
                        "more behind the package", "Content-Length: \(bytes.count + 10)\r\n",
                        bytes + [UInt8](repeating: 1, count: 10)
                    ),
                    ("no package", "Content-Length: 1000\r\n", [UInt8](repeating: 7, count: 1000)),
                ]
                for (name, headers, body) in cases {
                    let tickets = try await server.client.call(Methods.Package.sideload)
                    let progress = try await server.client.webSocket("/ws/rpc/\(tickets.progress)")
                    let answer = try await RawConnection.exchange(
                        request(tickets.upload, server, headers, body), with: server.address)
                    #expect(!answer.hasPrefix("HTTP/1.1 2"), "\(name): \(answer.prefix(200))")
                    try await within(.seconds(20), "the progress of \(name) ends") {
                        for try await _ in progress.messages {}
                    }
                    #expect(progress.closing?.code == 1011, "\(name)")
                    #expect(progress.closing?.reason.isEmpty == false, "\(name)")
                    try await requireNothing(of: server, after: name)
                }
                let tickets = try await server.client.call(Methods.Package.sideload)
                let upload = request(tickets.upload, server, "Transfer-Encoding: chunked\r\n", chunks(bytes))
                let answer = try await RawConnection.exchange(upload, with: server.address)
                #expect(answer.hasPrefix("HTTP/1.1 204"), "\(answer.prefix(300))")
                #expect(try await server.entry(exerciser).stateInfo.state == .installed)
                // A ticket is good for one upload.
                #expect(try await RawConnection.exchange(upload, with: server.address).hasPrefix("HTTP/1.1 404"))
            }
        }

        @Test("of two uploads of one package one is installed, and a third does not disturb it")
        func twice() async throws {
            try await ServerFixture.run("two-uploads") { server in
                let bytes = try LiveFileSystem().readFile(Prerequisites.package(exerciser))
                async let first = server.sideload(bytes)
                async let second = server.sideload(bytes)
                let codes = try await [first.closing?.code, second.closing?.code]
                #expect(codes.compactMap { $0 }.sorted() == [1000, 1011])
                try await server.startHealthy(exerciser)
                let processes = try await server.containerProcesses()
                let third = try await server.sideload(bytes)
                #expect(third.closing?.code == 1011)
                #expect(third.closing?.reason.contains("installed already") == true)
                #expect(try await server.containerProcesses() == processes)
                #expect(try await server.entry(exerciser).isHealthy)
                #expect(try LiveFileSystem().list(server.slot.data.appending("archive/incoming")) == [])
            }
        }

        @Test("a disk that is full is told, leaves nothing, and does for the next one once there is room")
        func fullDisk() async throws {
            try await ServerFixture.run("full-disk") { server in
                try await server.end(SIGTERM)
                let archive = server.slot.data.appending("archive")
                let processes = LiveProcessRunner()
                try await processes.output(
                    of: Command("mount", ["-t", "tmpfs", "-o", "size=512k,mode=0700", "none", archive.string]))
                do {
                    try await server.startAgain()
                    let bytes = try LiveFileSystem().readFile(Prerequisites.package(exerciser))
                    let result = try await server.sideload(bytes)
                    #expect(result.closing?.code == 1011)
                    #expect(result.closing?.reason.contains("space") == true, "\(result.closing?.reason ?? "")")
                    try await requireNothing(of: server, after: "a full disk")
                    try await processes.output(of: Command("mount", ["-o", "remount,size=8m", archive.string]))
                    try await server.install(exerciser)
                    try await server.end(SIGINT)
                } catch {
                    _ = try? await server.end(SIGKILL)
                    _ = try? await processes.run(Command("umount", ["--lazy", archive.string]))
                    throw error
                }
                try await processes.output(of: Command("umount", ["--lazy", archive.string]))
            }
        }

        private func requireNothing(of server: ServerFixture, after name: String) async throws {
            #expect(try await server.dump("/public/packageData") == [:], "\(name)")
            #expect(try await server.dump("/private/services") == [:], "\(name)")
            let files = LiveFileSystem()
            #expect(try files.list(server.slot.data.appending("archive/incoming")) == [], "\(name)")
            #expect(try files.list(server.slot.data.appending("archive")) == ["incoming"], "\(name)")
            #expect(try files.list(server.slot.data.appending("services")) == [], "\(name)")
        }
    }
}
