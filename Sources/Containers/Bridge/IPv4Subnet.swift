package import BinaryEncodings

/// An IPv4 network, RFC 4632: `10.59.0.0/16`.
package struct IPv4Subnet: Hashable, Sendable, CustomStringConvertible {
    /// The first address.
    private let network: IPv4Address
    package let prefixLength: Int

    /// The network of services unless another is chosen.
    package static let services = IPv4Subnet(network: 10 << 24 | 59 << 16, prefixLength: 16)

    private init(network: UInt32, prefixLength: Int) {
        self.network = IPv4Address(rawValue: network)
        self.prefixLength = prefixLength
    }

    /// Parses `address/length`; nil when the text is none, or has no room for a service.
    package init?(_ text: String) {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, let length = Int(halves[1]), (8...29).contains(length),
            let address = IPv4Address(halves[0])
        else { return nil }
        let mask = UInt32.max << UInt32(32 - length)
        self.init(network: address.rawValue & mask, prefixLength: length)
    }

    package var description: String { "\(network)/\(prefixLength)" }

    /// The host's address on the bridge: the first one.
    package var hostAddress: IPv4Address { IPv4Address(rawValue: network.rawValue + 1) }

    /// The same as text.
    package var host: String { hostAddress.description }

    /// How many services have an address here.
    package var capacity: Int { (1 << (32 - prefixLength)) - 3 }

    /// The address of the service with this number: host, network and broadcast addresses are left out.
    package func address(service: Int) -> IPv4Address? {
        guard (0..<capacity).contains(service) else { return nil }
        return IPv4Address(rawValue: network.rawValue + 2 + UInt32(service))
    }

    /// The number of the service with this address; nil when the address is not a service's.
    package func service(address: String) -> Int? {
        guard let address = IPv4Address(address), address.rawValue >= network.rawValue + 2 else { return nil }
        let number = Int(address.rawValue - network.rawValue) - 2
        return number < capacity ? number : nil
    }
}
