import BinaryEncodings
import Containers
import Errors
import Glibc
import LiveSystem
import SystemInterface
import SystemPackage
import Testing

/// Who reaches whom: three services on a bridge, the host, and a piece of internet made for it.
@Suite(.timeLimit(.minutes(3)), .serialized) struct IsolationTests {
    private static let bridgeName = "sotestbr3"
    private static let outside = "sotestnet"

    /// What a test talks about.
    private struct World {
        let system: TinySystem
        let bridge: ServiceBridge
        /// `a` may reach port 80 of `b`; each listens on 80 and 81.
        let a: any Container
        let b: any Container
        let c: any Container

        /// Whether a connection from a container to a port comes about.
        func connects(_ container: any Container, _ address: String, _ port: Int) async throws -> Bool {
            try await system.run(container, "nc -w 3 \(address) \(port) -e true").status == 0
        }

        /// Whether an echo comes back.
        func echoes(_ container: any Container, _ options: String) async throws -> Bool {
            try await system.run(container, "ping -c 1 -W 1 \(options)").status == 0
        }

        func shell(_ script: String) async throws -> CommandResult {
            try await system.processes.run(Command("sh", ["-euc", script]))
        }
    }

    private func withWorld(firstService: Int, _ body: (World) async throws -> Void) async throws {
        let processes = LiveProcessRunner()
        let bridge = try ServiceBridge(
            name: Self.bridgeName, subnet: #require(IPv4Subnet("10.214.8.0/24")), files: LiveFileSystem(),
            processes: processes)
        let cleanUp = "ip netns delete \(Self.outside) 2>/dev/null; ip link delete sotestnet0 2>/dev/null; true"
        try await processes.output(of: Command("sh", ["-c", cleanUp]))
        try await bridge.create(BridgePolicy(services: [0, 1, 2], openings: [.init(from: 0, to: 1, port: 80)]))
        do {
            try await withTinySystem(firstService: firstService) { system async throws in
                var containers: [any Container] = []
                for number in 0..<3 {
                    let listen = "ip link set lo up; nc -ll -p 80 -e true & nc -ll -p 81 -e true & "
                    let container = try await system.engine.create(
                        system.definition(
                            "apart\(number)", number: number, work: listen, network: bridge.network(service: number)))
                    try await container.start()
                    try await system.wait(for: system.volume("apart\(number)").appending("ready"))
                    containers.append(container)
                }
                let world = World(system: system, bridge: bridge, a: containers[0], b: containers[1], c: containers[2])
                // What they listen with begins a moment later than they.
                for container in containers {
                    for port in [80, 81] {
                        let isThere = try await eventuallyTrue {
                            try await world.connects(container, "127.0.0.1", port)
                        }
                        try #require(isThere)
                    }
                }
                try await body(world)
            }
        } catch {
            try await processes.output(of: Command("sh", ["-c", cleanUp]))
            try await bridge.remove()
            throw error
        }
        try await processes.output(of: Command("sh", ["-c", cleanUp]))
        try await bridge.remove()
    }

    @Test func servicesReachWhatIsOpenToThemAlone() async throws {
        try await withWorld(firstService: 3500) { world in
            let (a, b, c) = (world.a, world.b, world.c)
            #expect(try await world.connects(a, "10.214.8.3", 80))
            #expect(try await !world.connects(a, "10.214.8.3", 81))
            #expect(try await !world.connects(a, "10.214.8.4", 80))
            #expect(try await !world.connects(b, "10.214.8.2", 80))
            #expect(try await !world.connects(c, "10.214.8.3", 80))
            #expect(try await world.connects(a, "10.214.8.2", 81), "itself")
            #expect(try await !world.echoes(a, "10.214.8.4"))

            // The same when somebody writes itself a route to its neighbours.
            _ = try await world.system.run(c, "ip route add 10.214.8.0/24 dev eth0")
            #expect(try await !world.connects(c, "10.214.8.3", 80))
            #expect(try await !world.echoes(c, "10.214.8.3"))
            for address in ["fe80::53:4fff:fe00:1%eth0", "fe80::53:4fff:feff:ffff%eth0"] {
                #expect(try await !world.echoes(c, "-6 \(address)"))
            }

            _ = try await world.system.run(c, "ip route del 10.214.8.0/24 dev eth0")

            try await world.bridge.apply(
                BridgePolicy(services: [0, 1, 2], openings: [.init(from: 2, to: 1, port: 81)]))
            #expect(try await !world.connects(a, "10.214.8.3", 80))
            #expect(try await world.connects(c, "10.214.8.3", 81))
        }
    }

    @Test func theHostOffersServicesNothingButNames() async throws {
        try await withWorld(firstService: 3510) { world in
            let everywhere = try Listener("0.0.0.0", 0)
            let names = try Listener("10.214.8.1", 53)
            #expect(try await world.connects(world.a, "10.214.8.1", 53))
            #expect(try await world.echoes(world.a, "10.214.8.1"))
            let link = try await world.shell(
                "ip link add sotestnet0 type veth peer name sotestnet1; ip address add 198.18.8.1/24 dev sotestnet0; "
                    + "ip link set sotestnet0 up")
            #expect(link.status == 0, "\(link.errorText)")
            for address in ["10.214.8.1", "198.18.8.1"] {
                #expect(try await !world.connects(world.a, address, everywhere.port), "\(address)")
            }
            // It is there, for others.
            let own = try await world.shell("busybox nc -w 3 10.214.8.1 \(everywhere.port) -e true")
            #expect(own.status == 0)
            withExtendedLifetime(names) {}
        }
    }

    @Test func theWorldIsReachedAndDoesNotReachIn() async throws {
        try await withWorld(firstService: 3520) { world in
            let outside = try await world.shell(
                """
                ip netns add \(Self.outside)
                ip link add sotestnet0 type veth peer name eth0 netns \(Self.outside)
                ip address add 198.18.8.1/24 dev sotestnet0
                ip link set sotestnet0 up
                ip route add 169.254.169.254 dev sotestnet0
                ip -n \(Self.outside) link set lo up
                ip -n \(Self.outside) link set eth0 up
                ip -n \(Self.outside) address add 198.18.8.2/24 dev eth0
                ip -n \(Self.outside) address add 169.254.169.254/32 dev lo
                ip -n \(Self.outside) route add 10.214.8.0/24 via 198.18.8.1
                """)
            try #require(outside.status == 0, "\(outside.errorText)")
            async let server = world.shell(
                "timeout 30 ip netns exec \(Self.outside) busybox nc -ll -p 80 -e true || true")
            let reached = try await eventuallyTrue { try await world.connects(world.a, "198.18.8.2", 80) }
            #expect(reached)
            #expect(try await !world.connects(world.a, "169.254.169.254", 80), "a provider's metadata")
            let metadata = try await world.shell("busybox nc -w 3 169.254.169.254 80 -e true")
            #expect(metadata.status == 0, "it is there, for the host")

            let names = try Listener("10.214.8.1", 53)
            for (address, port) in [("10.214.8.2", 80), ("10.214.8.1", 53)] {
                let result = try await world.shell(
                    "ip netns exec \(Self.outside) busybox nc -w 1 \(address) \(port) -e true || exit 9")
                #expect(result.status == 9, "\(address) from outside")
            }
            let direct = try await world.shell("busybox nc -w 3 10.214.8.2 80 -e true")
            #expect(direct.status == 0, "it is there, for the host")
            withExtendedLifetime(names) {}
            _ = try await world.shell("pid=$(ip netns pids \(Self.outside)); kill $pid")
            _ = try await server
        }
    }

    @Test func nobodyPosesAsAnother() async throws {
        try await withWorld(firstService: 3530) { world in
            let (a, c) = (world.a, world.c)
            #expect(try await world.echoes(a, "10.214.8.1"))
            // Another's address.
            _ = try await world.system.run(c, "ip address add 10.214.8.2/32 dev eth0")
            #expect(try await !world.echoes(c, "-I 10.214.8.2 10.214.8.1"))
            // One that nobody has.
            _ = try await world.system.run(c, "ip address add 10.214.8.77/32 dev eth0")
            #expect(try await !world.echoes(c, "-I 10.214.8.77 10.214.8.1"))
            // Another's hardware address, with and without its IP address; and the host's.
            for address in ["02:53:4f:00:00:00", "02:53:4f:ff:ff:ff"] {
                let change = try await world.system.run(
                    c,
                    "ip link set eth0 down; ip link set eth0 address \(address); ip link set eth0 up;"
                        + " ip route add 10.214.8.1 dev eth0; ip route add default via 10.214.8.1")
                #expect(change.status == 0, "\(change.errorText)")
                #expect(try await !world.echoes(c, "10.214.8.1"))
                #expect(try await !world.echoes(c, "-I 10.214.8.2 10.214.8.1"))
                // What is meant for the one still comes to it, and so does what is meant for the host.
                let own = try await world.shell("busybox ping -c 1 -W 1 10.214.8.2")
                #expect(own.status == 0)
                #expect(try await world.echoes(a, "10.214.8.1"))
            }
        }
    }

    @Test func lostRulesAreTold() async throws {
        let processes = LiveProcessRunner()
        let bridge = try ServiceBridge(
            name: "sotestbr4", subnet: #require(IPv4Subnet("10.214.9.0/24")), files: LiveFileSystem(),
            processes: processes)
        try await bridge.create()
        let rules = try await bridge.rules()
        #expect(rules != nil)
        let losses = try bridge.losses()
        try await processes.output(of: Command("nft", ["delete", "table", "inet", "startos_sotestbr4"]))
        _ = await losses.first { _ in true }
        #expect(try await bridge.rules() == nil)
        try await bridge.apply(BridgePolicy())
        #expect(try await bridge.rules() == rules)
        try await bridge.remove()
    }
}

/// A port on which connections come about, though nobody takes them.
private final class Listener {
    private let descriptor: Int32
    let port: Int

    init(_ address: String, _ port: Int) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.descriptor = descriptor
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = UInt16(port).bigEndian
        name.sin_addr.s_addr = inet_addr(address)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutableBytes(of: &name) { bytes -> Int32 in
            let pointer = bytes.assumingMemoryBound(to: sockaddr.self).baseAddress
            guard bind(descriptor, pointer, size) == 0, listen(descriptor, 16) == 0 else { return -1 }
            return getsockname(descriptor, pointer, &size)
        }
        self.port = Int(UInt16(bigEndian: name.sin_port))
        guard status == 0 else { throw Errno(rawValue: errno) }
    }

    deinit {
        close(descriptor)
    }
}

/// Looks a few times: another process needs a moment to begin.
private func eventuallyTrue(_ condition: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<50 {
        if try await condition() { return true }
        try await LiveTimeSource().sleep(for: .milliseconds(50))
    }
    return false
}
