import BinaryEncodings
import DNSMessages
import Networking
import Testing

@Suite struct ServiceNamesTests {
    /// `shop` depends on `bank`; `stray` on nobody.
    static func names(network: String = "10.59.0", prefixLength: Int = 16) throws -> ServiceNames {
        func address(_ last: Int) throws -> IPv4Address { try #require(IPv4Address("\(network).\(last)")) }
        return ServiceNames(
            server: try address(1), prefixLength: prefixLength,
            services: [
                "shop": .init(address: try address(2), reaches: ["bank"]),
                "bank": .init(address: try address(3), reaches: []),
                "stray": .init(address: try address(4), reaches: []),
            ])
    }

    private func ask(
        _ name: String, _ type: RecordType = .address, as package: String? = "shop", of names: ServiceNames
    ) throws -> String {
        let question = DNSQuestion(name: try #require(DomainName(name)), type: type)
        guard let answer = names.answer(to: question, from: package.map { .service($0) } ?? .server) else {
            return "elsewhere"
        }
        #expect(answer.isAuthoritative)
        #expect(answer.answers.isEmpty == !answer.authority.isEmpty)
        switch answer.answers.first?.content {
        case .address(let address): return "\(address)"
        case .pointer(let name): return "\(name)"
        case .startOfAuthority: return "authority"
        case nil:
            guard let zone = answer.authority.first?.owner else { return "nothing" }
            return "\(answer.code == .noSuchName ? "no name" : "no record") in \(zone)"
        }
    }

    @Test(arguments: [
        ("shop.startos", "10.59.0.2"), ("SHOP.StartOS.", "10.59.0.2"), ("shop.embassy", "10.59.0.2"),
        ("bank.startos", "10.59.0.3"), ("main.api.bank.startos", "10.59.0.3"),
        ("startos", "10.59.0.1"), ("embassy", "10.59.0.1"),
        ("stray.startos", "no name in startos"), ("bank.stray.startos", "no name in startos"),
        ("nobody.embassy", "no name in embassy"),
        ("localhost", "127.0.0.1"), ("a.localhost", "127.0.0.1"),
        ("example.org", "elsewhere"), ("startos.org", "elsewhere"), ("", "elsewhere"), ("server.local", "elsewhere"),
    ])
    func addresses(name: String, answer: String) throws {
        #expect(try ask(name, of: Self.names()) == answer)
    }

    @Test func onlyWhatAServiceReachesHasAName() throws {
        let names = try Self.names()
        #expect(try ask("shop.startos", as: "bank", of: names) == "no name in startos")
        #expect(try ask("bank.startos", as: "stray", of: names) == "no name in startos")
        #expect(try ask("stray.startos", as: "stray", of: names) == "10.59.0.4")
        #expect(try ask("stray.startos", as: nil, of: names) == "10.59.0.4")
    }

    @Test func otherTypesAreAnsweredWithNothing() throws {
        let names = try Self.names()
        #expect(try ask("bank.startos", .ipv6Address, of: names) == "no record in startos")
        #expect(try ask("stray.startos", .ipv6Address, of: names) == "no name in startos")
        #expect(try ask("bank.startos", .any, of: names) == "10.59.0.3")
        #expect(try ask("startos", .startOfAuthority, of: names) == "no record in startos")
    }

    @Test func addressesHaveNamesForThoseWhoMeet() throws {
        let names = try Self.names()
        #expect(try ask("2.0.59.10.in-addr.arpa", .pointer, of: names) == "shop.startos")
        #expect(try ask("3.0.59.10.in-addr.arpa", .pointer, of: names) == "bank.startos")
        #expect(try ask("2.0.59.10.IN-ADDR.arpa", .pointer, as: "bank", of: names) == "shop.startos")
        #expect(try ask("1.0.59.10.in-addr.arpa", .pointer, of: names) == "startos")
        #expect(try ask("4.0.59.10.in-addr.arpa", .pointer, of: names) == "no name in 59.10.in-addr.arpa")
        #expect(try ask("9.9.59.10.in-addr.arpa", .pointer, of: names) == "no name in 59.10.in-addr.arpa")
        #expect(try ask("lb.2.0.59.10.in-addr.arpa", .pointer, of: names) == "no name in 59.10.in-addr.arpa")
        #expect(try ask("2.0.59.10.in-addr.arpa", .address, of: names) == "no record in 59.10.in-addr.arpa")
        for name in ["2.0.60.10.in-addr.arpa", "x.0.59.10.in-addr.arpa", "in-addr.arpa", "arpa", "2.0.59.10.ip6.arpa"] {
            #expect(try ask(name, .pointer, of: names) == "elsewhere", "\(name)")
        }
        let small = try Self.names(network: "10.214.7", prefixLength: 24)
        #expect(try ask("9.7.214.10.in-addr.arpa", .pointer, of: small) == "no name in 7.214.10.in-addr.arpa")
        #expect(try ask("9.8.214.10.in-addr.arpa", .pointer, of: small) == "elsewhere")
    }
}
