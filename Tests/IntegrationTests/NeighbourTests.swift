import Errors
import Foundation
import JSONValues
import LiveSystem
import RPCClient
import RPCMethods
import SystemInterface
import TestSupport
import Testing

extension IntegrationTests {
    @Suite("Neighbours and networks")
    struct NeighbourTests {
        @Test("two servers on one machine do not disturb each other")
        func twoServers() async throws {
            try await ServerFixture.run("two-servers-1") { first in
                try await ServerFixture.run("two-servers-2") { second in
                    async let one: Void = first.install(exerciser)
                    async let two: Void = second.install(exerciser)
                    _ = try await (one, two)
                    async let oneRuns: Void = first.startHealthy(exerciser)
                    async let twoRuns: Void = second.startHealthy(exerciser)
                    _ = try await (oneRuns, twoRuns)
                    let processes = try await first.containerProcesses()
                    try await second.end(SIGINT)
                    #expect(try await second.containerTraces() == [])
                    #expect(try await first.containerProcesses() == processes)
                    try await second.startAgain()
                    try await second.package(exerciser, until: "is healthy") { $0?.isHealthy == true }
                    try await first.stopWholly(exerciser)
                    #expect(try await second.entry(exerciser).isHealthy)
                }
            }
        }

        @Test("over a network everything is TLS, and the certificate is proven by the root that the server hands out")
        func network() async throws {
            try await ServerFixture.run("network", reach: .network) { server in
                #expect(server.address.isSecure)
                let plain = try RPCClient(
                    address: ServerAddress(isSecure: false, host: server.address.host, port: server.address.port))
                let redirect = try await plain.get("/some/page?x=1")
                #expect(redirect.status == 307)
                #expect(
                    redirect.headers.first { $0.name == "location" }?.value == "\(server.address)/some/page?x=1")
                await plain.shutDown()

                let certificate = try await server.client.get("/static/local-root-ca.crt")
                #expect(certificate.status == 200)
                let pem = String(decoding: certificate.body, as: UTF8.self)
                let trusting = try RPCClient(
                    address: server.address, trust: ClientTrust(additionalAuthorities: [pem]))
                #expect(try await trusting.call(Methods.Server.state) == .setup)
                #expect(try await trusting.get("/").status == 200)
                await trusting.shutDown()
                let doubting = try RPCClient(address: server.address)
                await #expect { try await doubting.call(Methods.Server.state) } throws: {
                    ($0 as? StartError)?.code == .tls
                }
                await doubting.shutDown()

                let token = try await server.client.call(
                    Methods.Server.setUp,
                    SetUpParameters(code: server.setupCode(), password: "correct horse battery"))
                let owner = try server.client(cookies: ["session": token.session])
                let subscription = try await owner.call(Methods.Database.subscribe, PointerParameters())
                let socket = try await owner.webSocket("/ws/rpc/\(subscription.guid)")
                await socket.close()
                await owner.shutDown()
            }
        }
    }
}
