import Containers
import Errors
import LiveSystem
import SystemInterface
import SystemPackage
import Testing

@Suite(.timeLimit(.minutes(3)), .serialized) struct ServiceBridgeTests {
    let files = LiveFileSystem()
    let processes = LiveProcessRunner()

    func bridge(_ name: String) throws -> ServiceBridge {
        try ServiceBridge(
            name: name, subnet: #require(IPv4Subnet("10.214.7.0/24")), files: files, processes: processes)
    }

    @Test func isMadeTwiceAndRemovedTwice() async throws {
        let bridge = try bridge("sotestbr1")
        try await bridge.remove()
        try await bridge.create()
        try await processes.output(of: Command("ip", ["address", "add", "10.1.2.3/30", "dev", "sotestbr1"]))
        try await bridge.create()
        let addresses = try await processes.output(
            of: Command("ip", ["-o", "-4", "address", "show", "dev", "sotestbr1"]))
        #expect(addresses.contains("inet 10.214.7.1/24 "))
        #expect(!addresses.contains("10.1.2.3"))
        let rules = try await processes.output(of: Command("nft", ["list", "table", "ip", "startos_sotestbr1"]))
        #expect(rules.contains("masquerade"))
        try await bridge.remove()
        try await bridge.remove()
        #expect(try !files.exists("/sys/class/net/sotestbr1"))
        let tables = try await processes.output(of: Command("nft", ["list", "tables"]))
        #expect(!tables.contains("sotestbr1"))
    }

    @Test func containersReachEachOtherAndTheHost() async throws {
        let bridge = try bridge("sotestbr2")
        try await bridge.create()
        do {
            try await withTinySystem(firstService: 3200) { system async throws in
                var containers: [any Container] = []
                for number in 0..<2 {
                    let container = try await system.engine.create(
                        system.definition("net\(number)", number: number, network: bridge.network(service: number)))
                    try await container.start()
                    containers.append(container)
                }
                for address in ["10.214.7.3", "10.214.7.1"] {
                    let result = try await system.run(containers[0], "ping -c 1 -W 5 \(address)")
                    #expect(result.status == 0, "\(result.outputText) \(result.errorText)")
                }
                let link = try await system.run(containers[1], "ip -o -4 address show dev eth0; ip route")
                #expect(link.outputText.contains("10.214.7.3/24"))
                #expect(link.outputText.contains("default via 10.214.7.1"))
                for container in containers { try await container.destroy() }
                let left = try await system.machine()
                #expect(left == [])
            }
        } catch {
            try await bridge.remove()
            throw error
        }
        try await bridge.remove()
    }

    @Test(arguments: ["", "with space", "UPPER", "0digit", "sixteencharacter", "a;b", "a\"b"])
    func badNamesAreRefused(name: String) {
        let error = #expect(throws: StartError.self) { try bridge(name) }
        #expect(error?.code == .invalidRequest)
    }

    @Test func addressesFollowFromTheService() throws {
        let subnet = IPv4Subnet.services
        #expect(subnet.description == "10.59.0.0/16")
        #expect(subnet.host == "10.59.0.1")
        #expect(subnet.address(service: 0) == "10.59.0.2")
        #expect(subnet.address(service: 300) == "10.59.1.46")
        #expect(subnet.address(service: subnet.capacity - 1) == "10.59.255.254")
        #expect(subnet.address(service: subnet.capacity) == nil)
        #expect(subnet.address(service: -1) == nil)
        #expect(subnet.service(address: "10.59.1.46") == 300)
        for address in ["10.59.0.1", "10.59.255.255", "10.60.0.2", "10.59.0", "10.59.0.0002", ""] {
            #expect(subnet.service(address: address) == nil)
        }
        for text in ["10.59.0.0", "10.59.0.0/33", "10.59.0.0/30", "10.59.0.256/16", "x/16", "10.59.0.0/16/1"] {
            #expect(IPv4Subnet(text) == nil)
        }
    }
}
