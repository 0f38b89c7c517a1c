import Glibc
package import NIOCore

/// Whom limits are counted for: the machine itself, an IPv4 address, or the IPv6 network of 64 bits that one household
/// or one attacker has to choose addresses from.
package enum PeerNetwork: Hashable, Sendable {
    case machine
    case network([UInt8])

    package init(_ address: SocketAddress?) {
        self.init(text: address?.ipAddress)
    }

    /// - Parameter text: An address as `RPCCall.peer` has it; nil for the machine itself.
    package init(text: String?) {
        let plain = String(text?.prefix { $0 != "%" } ?? "")
        if let bytes = Self.parse(plain, AF_INET, count: 4) {
            self.init(version4: bytes)
        } else if let bytes = Self.parse(plain, AF_INET6, count: 16), bytes != Self.loopback {
            // An IPv4 address that came in on a socket for both begins with ::ffff.
            if bytes.prefix(12) == Self.loopback.prefix(10) + [255, 255] {
                self.init(version4: Array(bytes.suffix(4)))
            } else {
                self = .network(Array(bytes.prefix(8)))
            }
        } else {
            self = .machine
        }
    }

    private init(version4 bytes: [UInt8]) {
        self = bytes[0] == 127 ? .machine : .network(bytes)
    }

    private static let loopback = [UInt8](repeating: 0, count: 15) + [1]

    private static func parse(_ text: String, _ family: Int32, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return inet_pton(family, text, &bytes) == 1 ? bytes : nil
    }
}
