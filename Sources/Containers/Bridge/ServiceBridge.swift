package import Errors
package import SystemInterface

import SystemPackage

/// The bridge all services of a server are plugged into, and the packet rules that belong to it.
///
/// Services reach each other and, behind the host's address, the world. Both are made by name and may be made again at
/// any time: what is right already stays, so that running services notice nothing.
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
            bridge: name, address: address, prefixLength: subnet.prefixLength, gateway: subnet.host)
    }

    /// Makes the bridge and its rules, and lets the host pass packets on.
    package func create() async throws(StartError) {
        if try !files.exists(interface) {
            try await ip("link", "add", name, "type", "bridge", "forward_delay", "0")
        }
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
        try await processes.output(of: nft(rules), or: .network)
        // A kernel may lack packet rules for bridges. The guard against a service that poses as the host is then missing.
        _ = try await processes.run(nft(guardRules))
    }

    /// Takes the bridge and its rules away; nothing there is no error. Forwarding stays as it is: others may rely on it.
    package func remove() async throws(StartError) {
        try await processes.output(of: nft("table ip \(table)\ndelete table ip \(table)\n"), or: .network)
        _ = try await processes.run(nft("table bridge \(table)\ndelete table bridge \(table)\n"))
        if try files.exists(interface) {
            try await ip("link", "delete", name)
        }
    }

    private var interface: FilePath { FilePath("/sys/class/net/\(name)") }

    private var table: String { "startos_\(name)" }

    /// One transaction: naming a table, deleting and filling it again replaces it with no moment without rules.
    private var rules: String {
        """
        table ip \(table)
        delete table ip \(table)
        table ip \(table) {
            chain postrouting {
                type nat hook postrouting priority srcnat; policy accept;
                ip saddr \(subnet) oifname != "\(name)" masquerade
            }
            chain forward {
                type filter hook forward priority filter; policy accept;
                # Nobody outside speaks to a service directly; port forwards are translated before they come here.
                oifname "\(name)" iifname != "\(name)" ct state new ct status & dnat == 0 drop
                iifname "\(name)" ip saddr != \(subnet) drop
            }
        }

        """
    }

    /// A service does not pretend to be the host.
    private var guardRules: String {
        """
        table bridge \(table)
        delete table bridge \(table)
        table bridge \(table) {
            chain prerouting {
                type filter hook prerouting priority filter; policy accept;
                meta ibrname "\(name)" ip saddr \(subnet.host) drop
                meta ibrname "\(name)" arp saddr ip \(subnet.host) drop
            }
        }

        """
    }

    private func nft(_ rules: String) -> Command {
        Command("nft", ["-f", "-"], input: Array(rules.utf8))
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
