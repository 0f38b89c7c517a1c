import BinaryEncodings
/// The packet rules of a bridge: one nftables table of our own, nft(8).
///
/// The bridge itself keeps the services apart below IP (see `BridgePort`): each can speak to the host alone. So whatever
/// one service sends another is routed by the host, with connection tracking, and comes through here.
struct PacketRules {
    let bridge: String
    let subnet: IPv4Subnet
    let policy: BridgePolicy

    /// Connections of one service at the same time; more would fill the host's table for everybody.
    private static let flowLimit = 8192

    static func table(_ bridge: String) -> String { "inet startos_\(bridge)" }

    /// One transaction: naming a table, deleting and filling it again replaces it with no moment without rules.
    var text: String {
        let table = Self.table(bridge)
        let host = subnet.host
        return """
            table \(table)
            delete table \(table)
            table \(table) {
                \(set("services", "ether_addr . ipv4_addr", services))
                \(set("openings", "ipv4_addr . ipv4_addr . inet_service", openings))
                \(datagramForwards)
                set flows { type ipv4_addr; size 65535; flags dynamic; }

                chain source {
                    type filter hook prerouting priority raw; policy accept;
                    iifname != "\(bridge)" accept
                    # The port holds the hardware address, and the hardware address holds the IP address.
                    meta nfproto != ipv4 drop
                    ether saddr . ip saddr != @services drop
                }
                chain input {
                    type filter hook input priority filter; policy accept;
                    # What is meant for services alone is not there for anybody who routes packets to us.
                    iifname != { "\(bridge)", "lo" } ip daddr \(host) drop
                    iifname != "\(bridge)" accept
                    ct direction reply ct state established,related accept
                    ct state new add @flows { ip saddr ct count over \(Self.flowLimit) } drop
                    ip daddr \(host) meta l4proto { tcp, udp } th dport 53 accept
                    ip daddr \(host) icmp type echo-request accept
                    goto refuse
                }
                chain prerouting {
                    type nat hook prerouting priority dstnat; policy accept;
                    iifname != "\(bridge)" dnat ip to ip daddr . udp dport map @datagram_forwards
                }
                chain local {
                    # The same for programs of the host.
                    type nat hook output priority -100; policy accept;
                    dnat ip to ip daddr . udp dport map @datagram_forwards
                }
                chain forward {
                    type filter hook forward priority filter; policy accept;
                    iifname != "\(bridge)" oifname != "\(bridge)" accept
                    ct direction reply ct state established,related accept
                    # Nobody outside speaks to a service but by a forward.
                    iifname != "\(bridge)" ct status dnat accept
                    iifname != "\(bridge)" drop
                    ct state new add @flows { ip saddr ct count over \(Self.flowLimit) } drop
                    oifname != "\(bridge)" goto outward
                    meta l4proto { tcp, udp } ip saddr . ip daddr . th dport @openings accept
                    goto refuse
                }
                chain outward {
                    # Addresses of a link: a provider's metadata among them.
                    ip daddr 169.254.0.0/16 goto refuse
                    # A service does not ask the router to open ports (PCP, NAT-PMP, UPnP).
                    udp dport { 1900, 5351 } drop
                    accept
                }
                chain refuse {
                    meta l4proto tcp reject with tcp reset
                    reject with icmpx admin-prohibited
                }
                chain output {
                    type filter hook output priority filter; policy accept;
                    oifname != "\(bridge)" accept
                    meta nfproto ipv6 drop
                    # Two services are neighbours of the host, not of each other.
                    icmp type redirect drop
                    # While the daemon is away nobody listens for questions. Silence lets clients ask again; a refusal
                    # would be an answer.
                    icmp type destination-unreachable icmp code port-unreachable drop
                }
                chain postrouting {
                    type nat hook postrouting priority srcnat; policy accept;
                    ip saddr \(subnet) oifname != "\(bridge)" masquerade
                }
            }

            """
    }

    private var services: [String] {
        policy.services.sorted().compactMap { number in
            subnet.address(service: number).map { "\(ServiceBridge.hardwareAddress(service: number)) . \($0)" }
        }
    }

    private var openings: [String] {
        policy.openings.compactMap { opening -> String? in
            guard let from = subnet.address(service: opening.from), let to = subnet.address(service: opening.to),
                (1...65_535).contains(opening.port)
            else { return nil }
            return "\(from) . \(to) . \(opening.port)"
        }.sorted()
    }

    private var datagramForwards: String {
        let elements = policy.datagramForwards.compactMap { forward -> String? in
            guard let service = subnet.address(service: forward.service) else { return nil }
            return "\(forward.address) . \(forward.port) : \(service) . \(forward.servicePort)"
        }
        let list = elements.isEmpty ? "" : " elements = { \(elements.sorted().joined(separator: ", ")) };"
        return "map datagram_forwards { type ipv4_addr . inet_service : ipv4_addr . inet_service;\(list) }"
    }

    private func set(_ name: String, _ type: String, _ elements: [String]) -> String {
        let list = elements.isEmpty ? "" : " elements = { \(elements.joined(separator: ", ")) };"
        return "set \(name) { type \(type);\(list) }"
    }
}
