import JSONValues

extension ProgramWriter {
    /// What `effects.bind` is called with: once for each port, named after the first interface there.
    var bindings: [JSON] {
        var ports: Set<Int> = []
        return members("interfaces").compactMap { id, interface in
            guard let port = interface["port"]?.integer, ports.insert(port).inserted else { return nil }
            let spoken = interface["protocol"]?.string
            let external = interface["externalPort"]?.integer
            var added: JSON = .null
            var secure: JSON = .null
            switch Self.tls(interface) {
            case "server":
                let alpn: JSON = spoken == "http" ? ["specified": ["http/1.1"]] : .null
                added = [
                    "preferredExternalPort": JSON(external ?? (spoken == "http" ? 443 : port)),
                    "addXForwardedHeaders": false, "alpn": alpn,
                ]
            case "service":
                secure = ["ssl": true]
            default:
                break
            }
            let standard = spoken == "http" ? 80 : spoken == "https" ? 443 : port
            return [
                "id": .string(id), "internalPort": JSON(port), "preferredExternalPort": JSON(external ?? standard),
                "addSsl": added, "secure": secure,
            ]
        }
    }

    /// What `effects.exportServiceInterface` is called with.
    func interface(_ id: String, _ interface: JSON) -> JSON {
        let port = interface["port"]?.integer
        let host = members("interfaces").first { $0.value["port"]?.integer == port }?.key ?? id
        let tls = Self.tls(interface)
        let spoken = interface["protocol"]?.string
        let scheme: JSON = tls == "service" ? .null : spoken == "http" ? "http" : "tcp"
        let sslScheme: JSON = tls == "none" ? .null : spoken == "tcp" ? "tcp" : "https"
        let path = interface["path"]?.string ?? ""
        return [
            "id": .string(id), "name": interface["name"] ?? .null, "description": interface["description"] ?? .null,
            "masked": interface["masked"] ?? false,
            "addressInfo": [
                "username": interface["username"] ?? .null, "hostId": .string(host), "internalPort": JSON(port ?? 0),
                "scheme": scheme, "sslScheme": sslScheme, "suffix": .string(path),
            ],
            "type": interface["type"] ?? .null,
        ]
    }

    private static func tls(_ interface: JSON) -> String {
        interface["tls"]?.string ?? ["http": "server", "https": "service"][interface["protocol"]?.string ?? ""]
            ?? "none"
    }
}
