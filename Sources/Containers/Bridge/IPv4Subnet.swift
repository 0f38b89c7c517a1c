/// An IPv4 network, RFC 4632: `10.59.0.0/16`.
package struct IPv4Subnet: Hashable, Sendable, CustomStringConvertible {
    /// The first address, in host byte order.
    let network: UInt32
    package let prefixLength: Int

    /// The network of services unless another is chosen.
    package static let services = IPv4Subnet(network: 10 << 24 | 59 << 16, prefixLength: 16)

    private init(network: UInt32, prefixLength: Int) {
        self.network = network
        self.prefixLength = prefixLength
    }

    /// Parses `address/length`; nil when the text is none, or has no room for a service.
    package init?(_ text: String) {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, let length = Int(halves[1]), (8...29).contains(length),
            let address = Self.parse(halves[0])
        else { return nil }
        let mask = UInt32.max << UInt32(32 - length)
        self.init(network: address & mask, prefixLength: length)
    }

    package var description: String { "\(Self.text(network))/\(prefixLength)" }

    /// The host's address on the bridge: the first one.
    package var host: String { Self.text(network + 1) }

    /// How many services have an address here.
    package var capacity: Int { (1 << (32 - prefixLength)) - 3 }

    /// The address of the service with this number: host, network and broadcast addresses are left out.
    package func address(service: Int) -> String? {
        guard (0..<capacity).contains(service) else { return nil }
        return Self.text(network + 2 + UInt32(service))
    }

    /// The number of the service with this address; nil when the address is not a service's.
    package func service(address: String) -> Int? {
        guard let value = Self.parse(address[...]), value >= network + 2 else { return nil }
        let number = Int(value - network) - 2
        return number < capacity ? number : nil
    }

    private static func parse(_ text: Substring) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            guard part.count <= 3, part.utf8.allSatisfy({ (48...57).contains($0) }), let octet = UInt8(part) else {
                return nil
            }
            value = value << 8 | UInt32(octet)
        }
        return value
    }

    private static func text(_ value: UInt32) -> String {
        [24, 16, 8, 0].map { String(value >> $0 & 0xff) }.joined(separator: ".")
    }
}
