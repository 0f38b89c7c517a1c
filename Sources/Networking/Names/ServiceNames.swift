package import BinaryEncodings
package import DNSMessages

/// The names of the server and its services, and who may know them.
///
/// `<package>.startos` is a service's address, `startos` the server's; `embassy` is an older word for the same. Labels
/// before the package's do not matter. What is asked of these two zones, and of the addresses of the services' network,
/// is never asked of anybody else.
package struct ServiceNames: Hashable, Sendable {
    package struct Service: Hashable, Sendable {
        package let address: IPv4Address
        /// The packages it may reach, and whose names it therefore learns; its own need not be among them.
        package let reaches: Set<String>

        package init(address: IPv4Address, reaches: Set<String>) {
            self.address = address
            self.reaches = reaches
        }
    }

    /// Who asks.
    package enum Asker: Hashable, Sendable {
        /// A program of the server itself.
        case server
        case service(String)
    }

    /// The server's address on the services' network.
    package let server: IPv4Address
    package let prefixLength: Int
    private let services: [String: Service]
    private let packages: [IPv4Address: String]

    /// - Parameters:
    ///   - prefixLength: Of the services' network, 8…29.
    ///   - services: By package.
    package init(server: IPv4Address, prefixLength: Int, services: [String: Service]) {
        self.server = server
        self.prefixLength = prefixLength
        self.services = services
        packages = Dictionary(services.map { ($0.value.address, $0.key) }, uniquingKeysWith: min)
    }

    /// Who has this address; nil for strangers.
    package func asker(at address: IPv4Address) -> Asker? {
        address == server ? .server : packages[address].map { .service($0) }
    }

    /// The answer to a question about these names; nil for all others.
    package func answer(to question: DNSQuestion, from asker: Asker) -> DNSResponse? {
        let labels = question.name.labels.map { String(decoding: $0, as: UTF8.self) }
        guard let top = labels.last else { return nil }
        switch top {
        case "startos", "embassy":
            let package = labels.dropLast().last
            guard let address = package.map({ self.address(of: $0, for: asker) }) ?? server else {
                return Self.nothing(.noSuchName, below: top)
            }
            return Self.answer(question, .address, .address(address), zone: top)
        case "localhost":
            return Self.answer(question, .address, .address(IPv4Address(rawValue: 0x7F00_0001)), zone: top)
        case "arpa":
            return reverseAnswer(to: question, labels, from: asker)
        default:
            return nil
        }
    }

    private func address(of package: String, for asker: Asker) -> IPv4Address? {
        guard let service = services[package] else { return nil }
        return knows(asker, package) ? service.address : nil
    }

    private func knows(_ asker: Asker, _ package: String) -> Bool {
        guard case .service(let own) = asker else { return true }
        return own == package || services[own]?.reaches.contains(package) == true
    }

    /// `d.c.b.a.in-addr.arpa`, RFC 1035 section 3.5. Whom a service may reach or be reached by has a name for it.
    private func reverseAnswer(to question: DNSQuestion, _ labels: [String], from asker: Asker) -> DNSResponse? {
        guard labels.count >= 6, labels[labels.count - 2] == "in-addr",
            let address = IPv4Address(labels.dropLast(2).suffix(4).reversed().joined(separator: ".")), isOurs(address)
        else { return nil }
        let zone = labels.suffix(prefixLength / 8 + 2).joined(separator: ".")
        var name: String?
        if address == server {
            name = "startos"
        } else if let package = packages[address], knows(asker, package) || isKnown(asker, by: package) {
            name = "\(package).startos"
        }
        guard labels.count == 6, let name, let name = DomainName(name) else {
            return Self.nothing(.noSuchName, below: zone)
        }
        return Self.answer(question, .pointer, .pointer(name), zone: zone)
    }

    private func isKnown(_ asker: Asker, by package: String) -> Bool {
        guard case .service(let own) = asker else { return true }
        return services[package]?.reaches.contains(own) == true
    }

    private func isOurs(_ address: IPv4Address) -> Bool {
        let shift = UInt32(32 - prefixLength)
        return address.rawValue >> shift == server.rawValue >> shift
    }

    /// The one record that the name has, or none when another type is wanted.
    private static func answer(
        _ question: DNSQuestion, _ type: RecordType, _ content: DNSResponse.Record.Content, zone: String
    ) -> DNSResponse {
        guard question.type == type || question.type == .any else { return nothing(.noError, below: zone) }
        return DNSResponse(.noError, isAuthoritative: true, answers: [.init(question.name, content)])
    }

    /// A negative answer (RFC 2308), to be forgotten at once: a package may come any moment.
    private static func nothing(_ code: ResponseCode, below zone: String) -> DNSResponse {
        var response = DNSResponse(code, isAuthoritative: true)
        if let zone = DomainName(zone), let server = DomainName("startos") {
            response.authority = [
                .init(zone, .startOfAuthority(server: server, mailbox: server, negativeTimeToLive: 0))
            ]
        }
        return response
    }
}
