import BinaryEncodings
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
        let rules = try await processes.output(of: Command("nft", ["list", "table", "inet", "startos_sotestbr1"]))
        #expect(rules.contains("masquerade"))
        try await bridge.remove()
        try await bridge.remove()
        #expect(try !files.exists("/sys/class/net/sotestbr1"))
        let tables = try await processes.output(of: Command("nft", ["list", "tables"]))
        #expect(!tables.contains("sotestbr1"))
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
        #expect(subnet.address(service: 0)?.description == "10.59.0.2")
        #expect(subnet.address(service: 300)?.description == "10.59.1.46")
        #expect(subnet.address(service: subnet.capacity - 1)?.description == "10.59.255.254")
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
