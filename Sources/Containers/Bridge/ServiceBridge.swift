import BinaryEncodings
package import Errors
package import SystemInterface

import SystemPackage

/// The bridge all services of a server are plugged into, and the packet rules that belong to it.
///
/// A service reaches the name server, the world behind the host's address, and those ports of other services that a
/// `BridgePolicy` opens to it. Bridge and rules are made by name and may be made again at any time: what is right already
/// stays, so that running services notice nothing.
package struct ServiceBridge: Sendable {
    /// The interface: at most 15 characters.
    package let name: String
    package let subnet: IPv4Subnet
    private let files: any FileSystem
    private let processes: any ProcessRunner

    package init(
        name: String = "startbr0", subnet: IPv4Subnet = .services, files: any FileSystem, processes: any ProcessRunner
    ) throws(StartError) {
        let allowed = name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        guard allowed, (1...15).contains(name.utf8.count), name.utf8.first.map({ $0 >= UInt8(ascii: "a") }) == true
        else {
            throw StartError(.invalidRequest, "“\(name)” cannot be the name of the service bridge.")
        }
        self.name = name
        self.subnet = subnet
        self.files = files
        self.processes = processes
    }

    /// Where a service plugs in; nil when the network has no address for it.
    package func network(service: Int) -> ContainerNetwork? {
        guard let address = subnet.address(service: service) else { return nil }
        return ContainerNetwork(
            bridge: name, address: address.description, gateway: subnet.host,
            hardwareAddress: Self.hardwareAddress(service: service))
    }

    /// A locally administered address that names the service.
    static func hardwareAddress(service: Int) -> String {
        let octets = [0x02, 0x53, 0x4f, service >> 16 & 0xff, service >> 8 & 0xff, service & 0xff]
        return octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
    }

    /// Of the host's own end: said, since a bridge's address would change with what is plugged in.
    private static let ownHardwareAddress = "02:53:4f:ff:ff:ff"

    /// Makes the bridge and its rules, and lets the host pass packets on.
    package func create(_ policy: BridgePolicy = BridgePolicy()) async throws(StartError) {
        // The rules first: an interface they do not know would be open for a moment.
        try await apply(policy)
        if try !files.exists(interface) {
            try await ip("link", "add", name, "type", "bridge", "forward_delay", "0")
        }
        try await ip("link", "set", name, "address", Self.ownHardwareAddress)
        let address = "\(subnet.host)/\(subnet.prefixLength)"
        let present = try await ip("-o", "-4", "address", "show", "dev", name)
        let addresses = present.split(separator: "\n").compactMap { line -> String? in
            let words = line.split(separator: " ")
            guard let index = words.firstIndex(of: "inet"), index + 1 < words.count else { return nil }
            return String(words[index + 1])
        }
        for old in addresses where old != address {
            try await ip("address", "delete", old, "dev", name)
        }
        if !addresses.contains(address) {
            try await ip("address", "add", address, "dev", name)
        }
        try await ip("link", "set", name, "up")
        try allowForwarding()
    }

    /// Puts the rules for `policy` in the place of those there are, in one step. Connections that it allows go on; what it
    /// no longer allows ends.
    package func apply(_ policy: BridgePolicy) async throws(StartError) {
        try await nft(PacketRules(bridge: name, subnet: subnet, policy: policy).text)
    }

    /// The rules as they are now, without the content of their sets; nil when they are gone.
    package func rules() async throws(StartError) -> String? {
        let result = try await processes.run(
            Command("nft", ["--terse", "list", "table"] + table.split(separator: " ").map(String.init)))
        return result.status == 0 ? result.outputText : nil
    }

    /// A signal whenever something of the rules was deleted, by whomever.
    package func losses() throws(StartError) -> AsyncStream<Void> {
        try PacketRuleLosses.stream(table: table.split(separator: " ").last.map(String.init) ?? "")
    }

    /// Takes the bridge and its rules away; nothing there is no error. Forwarding stays as it is: others may rely on it.
    package func remove() async throws(StartError) {
        if try files.exists(interface) {
            try await ip("link", "delete", name)
        }
        try await nft("table \(table)\ndelete table \(table)\n")
    }

    private var interface: FilePath { FilePath("/sys/class/net/\(name)") }

    private var table: String { PacketRules.table(name) }

    private func nft(_ rules: String) async throws(StartError) {
        try await processes.output(of: Command("nft", ["-f", "-"], input: Array(rules.utf8)), or: .network)
    }

    private func allowForwarding() throws(StartError) {
        let file = try files.open("/proc/sys/net/ipv4/ip_forward", .readWrite, permissions: .ownerReadWrite)
        defer { file.close() }
        if try file.read(at: 0, count: 1) != Array("1".utf8) { try file.write(Array("1\n".utf8), at: 0) }
    }

    @discardableResult
    private func ip(_ arguments: String...) async throws(StartError) -> String {
        try await processes.output(of: Command("ip", arguments), or: .network)
    }
}
