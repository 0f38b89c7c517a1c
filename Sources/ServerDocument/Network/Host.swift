package import JSONValues

/// A named group of bindings of a package (or of the server), and the names it is reached by.
package struct Host: Codable, Sendable {
    /// By internal port, in decimal.
    package var bindings: [String: Binding] = [:]
    package var bindingRanges: [String: JSON] = [:]
    package var publicDomains: [String: JSON] = [:]
    package var privateDomains: [String: JSON] = [:]
    package var portForwards: [JSON] = []

    package init() {}
}

/// A port inside the container that is offered outside it.
package struct Binding: Codable, Sendable {
    /// False once the service no longer declares it; its ports stay reserved.
    package var enabled: Bool
    package var options: BindingOptions
    package var net: AssignedPorts
    package var addresses: BindingAddresses
    /// By interface id.
    package var interfaces: [String: ServiceInterface]
    /// Why its ports are not open although they should be: a text for people; nil when they are. Beside the original's.
    package var problem: String?

    package init(options: BindingOptions, net: AssignedPorts) {
        enabled = true
        self.options = options
        self.net = net
        addresses = BindingAddresses()
        interfaces = [:]
    }
}

/// What the service asked for with `bind`.
package struct BindingOptions: Codable, Sendable {
    package var preferredExternalPort: Int
    package var addSsl: SSLOptions?
    package var secure: Security?

    /// How the protocol of a binding is protected; nil on a binding means not at all.
    package struct Security: Codable, Hashable, Sendable {
        /// Whether the service speaks TLS itself.
        package var ssl: Bool

        package init(ssl: Bool) {
            self.ssl = ssl
        }
    }

    package init(preferredExternalPort: Int, addSsl: SSLOptions?, secure: Security?) {
        self.preferredExternalPort = preferredExternalPort
        self.addSsl = addSsl
        self.secure = secure
    }

    /// Whether a port without TLS of ours is wanted.
    package var wantsPlainPort: Bool {
        !(secure?.ssl == true && addSsl != nil)
    }
}

/// TLS in front of a binding, ended by the server.
package struct SSLOptions: Codable, Sendable {
    package var preferredExternalPort: Int
    package var addXForwardedHeaders: Bool?
    package var alpn: JSON?
    package var upstreamCertValidation: JSON?
    package var auth: JSON?

    package init(preferredExternalPort: Int) {
        self.preferredExternalPort = preferredExternalPort
    }
}

/// The external ports given to a binding.
package struct AssignedPorts: Codable, Hashable, Sendable {
    package var assignedPort: Int?
    package var assignedSslPort: Int?

    package init(assignedPort: Int? = nil, assignedSslPort: Int? = nil) {
        self.assignedPort = assignedPort
        self.assignedSslPort = assignedSslPort
    }
}

/// Where a binding can be reached, and what the person switched on or off there.
package struct BindingAddresses: Codable, Sendable {
    package var enabled: [String] = []
    package var disabled: [JSON] = []
    package var guaAccess: [String: String] = [:]
    package var available: [Address] = []

    package init() {}

    /// One address.
    package struct Address: Codable, Hashable, Sendable {
        package var ssl: Bool
        package var `public`: Bool
        package var hostname: String
        package var port: Int?
        package var metadata: Metadata

        package init(ssl: Bool, public: Bool, hostname: String, port: Int?, metadata: Metadata) {
            self.ssl = ssl
            self.public = `public`
            self.hostname = hostname
            self.port = port
            self.metadata = metadata
        }
    }

    /// What sort of address it is and by which gateway it is reached.
    package struct Metadata: Codable, Hashable, Sendable {
        package enum Kind: String, Codable, CaseIterable, Sendable {
            case ipv4, ipv6, mdns
            case privateDomain = "private-domain"
            case publicDomain = "public-domain"
            case plugin
        }

        package var kind: Kind
        package var gateway: String?

        package init(kind: Kind, gateway: String?) {
            self.kind = kind
            self.gateway = gateway
        }
    }
}

/// Something of a service that a person or a program opens: its page, its API, its peer port.
package struct ServiceInterface: Codable, Sendable {
    package enum Kind: String, Codable, CaseIterable, Sendable {
        case ui, p2p, api
    }

    package struct AddressInfo: Codable, Sendable {
        package var username: String?
        package var hostId: String
        package var internalPort: Int
        package var scheme: String?
        package var sslScheme: String?
        package var suffix: String
    }

    package var id: String
    package var name: String
    package var description: String
    package var masked: Bool
    package var addressInfo: AddressInfo
    package var type: Kind
}
