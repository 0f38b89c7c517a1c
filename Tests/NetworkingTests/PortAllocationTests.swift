import Errors
import LiveSystem
import ServerDocument
import SimulatedSystem
import SystemInterface
import Testing

@testable import Networking

@Suite struct PortAllocationTests {
    private let random = LiveRandomSource()

    private func options(_ port: Int, ssl: Int? = nil, secure: Bool? = nil) -> BindingOptions {
        BindingOptions(
            preferredExternalPort: port, addSsl: ssl.map { SSLOptions(preferredExternalPort: $0) },
            secure: secure.map { BindingOptions.Security(ssl: $0) })
    }

    @Test func preferredPortsAreGivenOnce() throws {
        var ports = PortAllocation(["443": true, "80": false])
        let first = try ports.assign(options(8080, ssl: 8443), random: random)
        #expect(first == AssignedPorts(assignedPort: 8080, assignedSslPort: 8443))
        #expect(ports.ports["8080"] == false)
        #expect(ports.ports["8443"] == true)
        let second = try ports.assign(options(8080, ssl: 443), random: random)
        for port in [second.assignedPort, second.assignedSslPort] {
            let port = try #require(port)
            #expect(49_152...65_534 ~= port)
        }
        #expect(ports.ports.count == 6)
    }

    @Test("a port has one owner, whoever comes and goes, and what nobody has is to be had", arguments: 0..<8)
    func comingAndGoing(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let random = SimulatedRandomSource(seed: seed)
        var allocation = PortAllocation(["8080": true])
        var owned: [Int: AssignedPorts] = [:]
        for _ in 0..<2000 {
            let owner = Int.random(in: 0..<20, using: &generator)
            if let ports = owned[owner], Bool.random(using: &generator) {
                for port in [ports.assignedPort, ports.assignedSslPort].compactMap({ $0 }) { allocation.free(port) }
                owned[owner] = nil
            } else {
                let preferred = [22, 443, 5353, 8080, 9000, 9001, 49_152][Int.random(in: 0..<7, using: &generator)]
                let ssl = Bool.random(using: &generator) ? SSLOptions(preferredExternalPort: preferred) : nil
                let options = BindingOptions(preferredExternalPort: preferred, addSsl: ssl, secure: nil)
                let before = owned[owner] ?? AssignedPorts()
                let ports = try allocation.assign(options, keeping: before, random: random)
                if let port = before.assignedPort { #expect(ports.assignedPort == port) }
                owned[owner] = ports
            }
            let all = owned.values.flatMap { [$0.assignedPort, $0.assignedSslPort].compactMap { $0 } }
            #expect(Set(all).count == all.count)
            #expect(!all.contains { PortAllocation.isRestricted($0) || $0 == 8080 })
            #expect(Set(allocation.ports.keys) == Set(all.map { String($0) } + ["8080"]))
        }
    }

    @Test func aServiceWithItsOwnTLSBehindOursHasNoPlainPort() throws {
        var ports = PortAllocation()
        let assigned = try ports.assign(options(5000, ssl: 5001, secure: true), random: random)
        #expect(assigned == AssignedPorts(assignedPort: nil, assignedSslPort: 5001))
        let alone = try ports.assign(options(6000, secure: true), random: random)
        #expect(alone.assignedPort == 6000)
    }

    @Test func bindingAgainKeepsAndFrees() throws {
        var ports = PortAllocation()
        let first = try ports.assign(options(8080, ssl: 8443), random: random)
        let moved = try ports.assign(options(9090, ssl: 9443), keeping: first, random: random)
        #expect(moved == first)
        let plain = try ports.assign(options(8080), keeping: first, random: random)
        #expect(plain == AssignedPorts(assignedPort: 8080, assignedSslPort: nil))
        #expect(ports.ports == ["8080": false])
    }

    @Test(arguments: [0, 80, 1024, 5353, 9050, 65_536, -1])
    func restrictedPortsAreNeverGiven(_ port: Int) throws {
        var ports = PortAllocation()
        let isTaken = ports.take(port, ssl: false)
        #expect(!isTaken)
        #expect(ports.ports.isEmpty)
    }

    @Test func rangesAreWholeOrNotAtAll() throws {
        var ports = PortAllocation(["7005": false])
        for (start, count) in [(7000, 10), (1020, 10), (65_530, 10), (7000, 0), (5350, 10)] {
            let error = #expect(throws: StartError.self) { try ports.takeRange(from: start, count: count) }
            #expect(error?.code == .invalidRequest)
        }
        #expect(ports.ports.count == 1)
        try ports.takeRange(from: 7006, count: 10)
        #expect(ports.ports.count == 11)
    }

    @Test func aFailedAssignmentChangesNothing() throws {
        struct Stuck: RandomSource {
            func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
        }
        var ports = PortAllocation(["49152": false])
        let error = #expect(throws: StartError.self) {
            try ports.assign(options(8080, ssl: 443), random: Stuck())
        }
        #expect(error?.code == .network)
        #expect(ports.ports == ["49152": false])
    }
}
