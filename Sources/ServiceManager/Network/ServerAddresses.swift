import ServerDocument

/// The addresses at which this server's ports are offered.
package struct ServerAddresses: Sendable {
    /// Whether only this machine itself can reach them. Then, and only then, ports without TLS are offered too.
    package let isLoopback: Bool
    /// Textual IP addresses.
    package let addresses: [String]

    package init(isLoopback: Bool, addresses: [String]) {
        self.isLoopback = isLoopback
        self.addresses = addresses
    }

    /// Where a binding can be reached.
    func available(for binding: Binding) -> [BindingAddresses.Address] {
        var all: [BindingAddresses.Address] = []
        for address in addresses {
            let kind: BindingAddresses.Metadata.Kind = address.contains(":") ? .ipv6 : .ipv4
            let metadata = BindingAddresses.Metadata(kind: kind, gateway: isLoopback ? "lo" : nil)
            if let port = binding.net.assignedPort, offersPlainPort(binding) {
                all.append(
                    .init(
                        ssl: binding.options.secure?.ssl ?? false, public: false, hostname: address, port: port,
                        metadata: metadata))
            }
            if let port = binding.net.assignedSslPort {
                all.append(.init(ssl: true, public: false, hostname: address, port: port, metadata: metadata))
            }
        }
        return all
    }

    /// Whether the port without our TLS may be offered: the protocol protects itself, or nobody else can listen in.
    func offersPlainPort(_ binding: Binding) -> Bool {
        isLoopback || binding.options.secure != nil
    }
}
