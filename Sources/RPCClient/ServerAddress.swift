package import Errors

/// Where a server listens: `http(s)://host[:port]`, without a path.
package struct ServerAddress: Hashable, Sendable, CustomStringConvertible {
    package let isSecure: Bool
    /// A name or an IP address, without the brackets of IPv6.
    package let host: String
    package let port: Int

    package init(isSecure: Bool, host: String, port: Int) {
        self.isSecure = isSecure
        self.host = host
        self.port = port
    }

    /// Reads `http://host`, `https://host:port/`, and the same with `ws` and `wss`; a path is dropped.
    ///
    /// - Throws: `invalidRequest` when `text` is no such address.
    package init(_ text: String) throws(StartError) {
        let (address, _) = try Self.split(text)
        self = address
    }

    /// The address and the rest (path and query, at least `/`) of a URL.
    static func split(_ text: String) throws(StartError) -> (ServerAddress, path: String) {
        let failure = StartError(.invalidRequest, "\"\(text)\" is no server address such as https://my-server.local")
        let schemes: [(String, secure: Bool)] = [
            ("http://", false), ("https://", true), ("ws://", false), ("wss://", true),
        ]
        guard let scheme = schemes.first(where: { text.lowercased().hasPrefix($0.0) }) else { throw failure }
        let rest = text.dropFirst(scheme.0.count)
        let authority = rest.prefix { !"/?#".contains($0) }
        var path = String(rest.dropFirst(authority.count).prefix { $0 != "#" })
        if !path.hasPrefix("/") { path = "/" + path }

        var host = authority
        var portText: Substring?
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            host = authority[authority.index(after: authority.startIndex)..<end]
            let tail = authority[authority.index(after: end)...]
            guard tail.isEmpty || tail.hasPrefix(":") else { throw failure }
            portText = tail.isEmpty ? nil : tail.dropFirst()
        } else if let colon = authority.lastIndex(of: ":") {
            host = authority[..<colon]
            portText = authority[authority.index(after: colon)...]
        }
        let isBracketed = authority.hasPrefix("[") && authority.contains("]")
        let bad =
            host.isEmpty || (!isBracketed && host.contains { ":[]".contains($0) })
            || host.utf8.contains { $0 <= 0x20 || $0 >= 0x7F || $0 == UInt8(ascii: "@") }
        guard !bad else { throw failure }
        var port = scheme.secure ? 443 : 80
        if let portText {
            guard let number = Int(portText), (1...65_535).contains(number) else { throw failure }
            port = number
        }
        return (ServerAddress(isSecure: scheme.secure, host: String(host), port: port), path)
    }

    /// Whether the host is this machine.
    package var isLoopback: Bool {
        host == "localhost" || host == "::1" || (host.hasPrefix("127.") && isIPAddress)
    }

    var isIPAddress: Bool {
        if host.contains(":") { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }

    /// Host and port as in a `Host` header.
    package var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    package var description: String {
        "\(isSecure ? "https" : "http")://\(authority)"
    }
}
