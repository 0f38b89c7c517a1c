import SystemPackage
import Containers
import Errors
import JSONValues
import SystemInterface

/// Addresses, ports and names.
extension DoctorCheck {
    static let network: [DoctorCheck] = [
        DoctorCheck(id: "packet-rules", title: "Packet rules") { subject in
            guard subject.requirements.privilegeProblems().isEmpty else { return .skipped("Only root can try.") }
            let result = try? await subject.processes.run(Command("nft", ["list", "tables"]))
            guard let result, result.status == 0 else {
                return .failure("nft does not work: \(result?.errorText ?? "it does not run")", "modprobe nf_tables")
            }
            return .ok("nftables works")
        },
        DoctorCheck(id: "bridge", title: "Network of services", run: bridge),
        DoctorCheck(id: "forwarding", title: "Forwarding") { subject in
            if try subject.number(in: "/proc/sys/net/ipv4/ip_forward") == 1 { return .ok("on") }
            if case .unreachable = subject.server { return .skipped("off, as long as the server does not run") }
            return .failure("The kernel forwards nothing: services reach no network.", "sysctl net.ipv4.ip_forward=1")
        },
        port(53, "names of services"), port(80, "web pages"), port(443, "web pages"),
        DoctorCheck(id: "name-resolution", title: "Names") { subject in
            guard await subject.output("getent", "ahosts", "debian.org") != nil else {
                return .warning(
                    "The machine cannot find debian.org: names are not resolved, or there is no network.",
                    "Check /etc/resolv.conf and the network.")
            }
            return .ok("names are resolved")
        },
    ]

    /// The bridge's address must not be anybody else's, nor its network overlap with one that is there.
    @Sendable private static func bridge(_ subject: DoctorSubject) async throws -> Diagnosis {
        guard IPv4Subnet(subject.subnet) != nil, let own = addresses(subject.subnet) else {
            return .failure("\(subject.subnet) is no network such as 10.59.0.0/16.", "Give another one with --subnet.")
        }
        guard let text = await subject.output("ip", "-json", "-4", "address"), let list = try JSON(parsing: text).array
        else { return .skipped("ip does not tell.") }
        for interface in list {
            let name = interface["ifname"]?.string ?? ""
            guard name != subject.bridge else { continue }
            for address in interface["addr_info"]?.array ?? [] {
                guard let local = address["local"]?.string, let length = address["prefixlen"]?.integer,
                    let other = addresses("\(local)/\(length)"), other.overlaps(own)
                else { continue }
                return .failure(
                    "The interface \(name) has \(local)/\(length), which overlaps with \(subject.subnet) for services.",
                    "Start the server with another --subnet.")
            }
        }
        return .ok("\(subject.subnet) is free for \(subject.bridge)")
    }

    /// All addresses of the network that `10.0.0.1/24` is in.
    private static func addresses(_ text: String) -> ClosedRange<UInt32>? {
        let halves = text.split(separator: "/")
        let octets = halves.first?.split(separator: ".").compactMap { UInt8($0) } ?? []
        guard halves.count == 2, octets.count == 4, let length = Int(halves[1]), (0...32).contains(length) else {
            return nil
        }
        let address = octets.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let mask = length == 0 ? 0 : UInt32.max << (32 - UInt32(length))
        return (address & mask)...(address | ~mask)
    }

    private static func port(_ number: Int, _ purpose: String) -> DoctorCheck {
        DoctorCheck(id: "port-\(number)", title: "Port \(number)") { subject in
            let filter = "sport = :\(number)"
            guard let text = await subject.output("ss", "--no-header", "--listening", "--tcp", "-n", "-p", filter)
            else {
                return .skipped("ss does not tell.")
            }
            let lines = text.split(separator: "\n")
            let strangers = lines.filter { !$0.contains("\"startd\"") && !$0.contains("\"startbox\"") }
            guard let stranger = strangers.first else {
                return .ok(lines.isEmpty ? "free" : "the server's own")
            }
            // `users:(("nginx",pid=7,fd=6))`
            let program = stranger.split(separator: "\"").dropFirst().first.map(String.init) ?? "another program"
            return .warning(
                "\(program) listens there, which is for \(purpose).", "Stop it, or let it listen elsewhere.")
        }
    }
}
