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
    @Suite("Installing")
    struct InstallTests {
        private func exerciserBytes() throws -> [UInt8] {
            try LiveFileSystem().readFile(Prerequisites.package(exerciser))
        }

        @Test("progress rises to complete")
        func progress() async throws {
            try await ServerFixture.run("install-progress") { server in
                let result = try await server.sideload(exerciserBytes())
                #expect(result.closing?.code == 1000)
                #expect(result.closing?.reason == "complete")
                #expect(result.uploadError == nil)
                let shares = result.progress.map { progress -> Double in
                    switch progress.overall {
                    case .complete: 1
                    case .counted(let done, let total?, _): Double(done) / Double(max(total, 1))
                    default: 0
                    }
                }
                #expect(shares.last == 1)
                #expect(shares == shares.sorted())
                #expect(result.progress.last?.phases.map(\.name) == ["Uploading", "Validating Headers", "Installing"])
            }
        }

        @Test("a cancelled upload leaves nothing")
        func cancelled() async throws {
            try await ServerFixture.run("install-cancelled") { server in
                let bytes = try exerciserBytes()
                let client = server.client
                let tickets = try await client.call(Methods.Package.sideload)
                let socket = try await client.webSocket("/ws/rpc/\(tickets.progress)")
                let (gate, opener) = AsyncStream<Void>.makeStream()
                let upload = Task {
                    try await client.upload(length: Int64(bytes.count), to: "/rest/rpc/\(tickets.upload)") {
                        offset, count in
                        // The second half never comes.
                        if Int(offset) >= bytes.count / 2 { for await _ in gate {} }
                        return Array(bytes[Int(offset)...].prefix(min(count, max(1, bytes.count / 2 - Int(offset)))))
                    }
                }
                try await server.package(exerciser, until: "arrives") { $0?.stateInfo.state == .installing }
                _ = try await client.call(Methods.Package.cancelInstall, PackageParameters(id: exerciser))
                #expect(try await server.dump("/public/packageData") == [:])
                #expect(try await server.dump("/private/services") == [:])
                try await within(.seconds(20), "the progress ends") { for try await _ in socket.messages {} }
                #expect(socket.closing?.code == 1011)
                #expect(socket.closing?.reason.isEmpty == false)
                opener.finish()
                await #expect(throws: StartError.self) { try await upload.value }
                try await requireNothing(of: server)
                // Nothing stands in the way of another try.
                try await server.install(exerciser)
            }
        }

        @Test("an installation cancelled while the package initialises itself leaves nothing")
        func cancelledWhileInstalling() async throws {
            try await ServerFixture.run("install-cancelled-late") { server in
                let package = try await TestPackage.pack(
                    "never-ready", initialisation: "await new Promise(() => undefined)", for: server)
                async let sideload = server.sideload(package)
                try await server.package("never-ready", until: "initialises itself") {
                    $0?.stateInfo.installingInfo?.progress.phases.last?.progress == .started
                }
                _ = try await server.client.call(
                    Methods.Package.cancelInstall, PackageParameters(id: "never-ready"))
                #expect(try await server.dump("/public/packageData") == [:])
                let result = try await sideload
                #expect(result.closing?.code == 1011)
                try await server.containersAreGone()
                try await requireNothing(of: server)
            }
        }

        @Test("an upload that is cut off in the middle leaves nothing")
        func brokenOff() async throws {
            try await ServerFixture.run("install-broken-off") { server in
                let bytes = try exerciserBytes()
                let client = try server.client(cookies: server.client.cookies)
                let tickets = try await client.call(Methods.Package.sideload)
                let socket = try await server.client.webSocket("/ws/rpc/\(tickets.progress)")
                let half = bytes.count / 2
                await #expect(throws: StartError.self) {
                    try await client.upload(length: Int64(bytes.count), to: "/rest/rpc/\(tickets.upload)") {
                        offset, count in
                        guard Int(offset) < half else { throw StartError(.cancelled, "The cable was pulled.") }
                        return Array(bytes[Int(offset)..<half].prefix(count))
                    }
                }
                await client.shutDown()
                try await within(.seconds(20), "the progress ends") { for try await _ in socket.messages {} }
                #expect(socket.closing?.code == 1011)
                #expect(socket.closing?.reason.contains("broke off") == true, "\(String(describing: socket.closing))")
                try await requireNothing(of: server)
            }
        }

        @Test("truncated and damaged archives are refused with the reason, and nothing is left")
        func damaged() async throws {
            try await ServerFixture.run("install-damaged") { server in
                let bytes = try exerciserBytes()
                var flipped = bytes
                flipped[bytes.count * 3 / 4] ^= 0x20
                var badSignature = bytes
                badSignature[50] ^= 0x01
                let cases: [(name: String, bytes: [UInt8], code: ErrorCode)] = [
                    ("a flipped bit in a file", flipped, .invalidSignature),
                    ("a flipped bit in the header", badSignature, .invalidSignature),
                    ("a truncated archive", Array(bytes.prefix(bytes.count / 2)), .filesystem),
                    ("a header cut short", Array(bytes.prefix(100)), .filesystem),
                    ("something else", Array(repeating: 0x41, count: 5000), .parseS9pk),
                    ("bytes after the end", bytes + [0], .parseS9pk),
                ]
                for item in cases {
                    let result = try await server.sideload(item.bytes)
                    #expect(result.closing?.code == 1011, "\(item.name)")
                    #expect(result.closing?.reason.isEmpty == false, "\(item.name)")
                    #expect(result.uploadError?.code == item.code, "\(item.name)")
                    try await requireNothing(of: server)
                }
                try await server.install(exerciser)
            }
        }

        @Test("a second installation of the same package is refused and harms nothing")
        func twice() async throws {
            try await ServerFixture.run("install-twice") { server in
                try await server.install(exerciser)
                let entry = try await server.dump("/public/packageData/\(exerciser)")
                let result = try await server.sideload(exerciserBytes())
                #expect(result.closing?.code == 1011)
                #expect(result.closing?.reason.contains("installed already") == true)
                #expect(try await server.dump("/public/packageData/\(exerciser)") == entry)
                try await server.startHealthy(exerciser)
            }
        }

        @Test("a ticket is good for one upload, by who has it")
        func tickets() async throws {
            try await ServerFixture.run("install-tickets") { server in
                let tickets = try await server.client.call(Methods.Package.sideload)
                #expect(try await server.client.get("/rest/rpc/\(tickets.progress)").status == 404)
                let bytes = try exerciserBytes()
                let stranger = try server.client(cookies: [:])
                try await stranger.upload(length: Int64(bytes.count), to: "/rest/rpc/\(tickets.upload)") {
                    offset, count in
                    Array(bytes[Int(offset)...].prefix(count))
                }
                await #expect(throws: StartError.self) {
                    try await stranger.upload(length: 1, to: "/rest/rpc/\(tickets.upload)") { _, _ in [0] }
                }
                await #expect(throws: StartError.self) { try await stranger.call(Methods.Package.sideload) }
                await stranger.shutDown()
                #expect(try await server.entry(exerciser).stateInfo.state == .installed)
            }
        }

        private func requireNothing(of server: ServerFixture) async throws {
            #expect(try await server.dump("/public/packageData") == [:])
            #expect(try await server.dump("/private/services") == [:])
            let files = LiveFileSystem()
            #expect(try files.list(server.slot.data.appending("services")) == [])
            #expect(try files.list(server.slot.data.appending("archive")) == ["incoming"])
            #expect(try files.list(server.slot.data.appending("archive/incoming")) == [])
            #expect(try await server.containerTraces() == [])
        }
    }
}
