import HTTPTypes

/// The name and port part of a URL or a `Host` header: `name`, `name:8080`, `[::1]:443`.
struct Authority: Hashable {
    /// Lower case, without the brackets of an IPv6 address.
    let host: String
    let port: Int?

    init?(_ text: some StringProtocol) {
        let lower = text.lowercased()
        let rest: Substring
        if lower.first == "[" {
            guard let end = lower.firstIndex(of: "]") else { return nil }
            host = String(lower[lower.index(after: lower.startIndex)..<end])
            guard !host.isEmpty, host.utf8.allSatisfy({ $0 == 58 || $0 == 46 || Self.isHexadecimal($0) }) else {
                return nil
            }
            rest = lower[lower.index(after: end)...]
        } else {
            let end = lower.firstIndex(of: ":") ?? lower.endIndex
            host = String(lower[..<end])
            guard !host.isEmpty, host.utf8.allSatisfy(Self.isNameByte) else { return nil }
            rest = lower[end...]
        }
        if rest.isEmpty {
            port = nil
        } else {
            guard rest.first == ":", let number = UInt16(rest.dropFirst()) else { return nil }
            port = Int(number)
        }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        48...57 ~= byte || 97...102 ~= byte
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        48...57 ~= byte || 97...122 ~= byte || byte == 45 || byte == 46 || byte == 95
    }

    /// Whether it is an IPv4 or IPv6 address rather than a name.
    var isAddress: Bool {
        if host.contains(":") { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }
}

/// Which requests a browser may make here on behalf of which site.
enum RequestOrigin {
    /// Whether a request may act: it comes from this very server's page, or from no browser at all.
    ///
    /// A browser tells the site that a POST or a WebSocket comes from in `Origin`; it must be the `Host` that the
    /// request is for. (The session cookie is `SameSite=Strict` as well.)
    static func mayAct(_ request: HTTPRequest) -> Bool {
        // A page on another port of this host is a service's: same site, and a stranger all the same.
        if let site = request.headerFields[.fetchSite], site != "same-origin", site != "none" { return false }
        guard let origin = request.headerFields[.origin] else { return true }
        let parts = origin.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "https:" || parts[0] == "http:", parts[1].isEmpty,
            let source = Authority(parts[2]), let target = request.authority.flatMap({ Authority($0) })
        else { return false }
        let usual = parts[0] == "https:" ? 443 : 80
        return source.host == target.host && target.port ?? usual == source.port ?? usual
    }

    /// Whether `host` is a name that no stranger's DNS can point at this server: an address, `localhost`, a name under
    /// `.local` or without any dot. Keeps DNS rebinding out: a page of another site that resolves its own name to this
    /// server would else be this server's "same origin".
    static func isLocal(_ host: Authority) -> Bool {
        host.isAddress || host.host.hasSuffix(".local") || host.host.hasSuffix(".localhost")
            || !host.host.contains(".")
    }
}

extension HTTPField.Name {
    static let fetchSite = HTTPField.Name.known("Sec-Fetch-Site")
    static let patchSequence = HTTPField.Name.known("X-Patch-Sequence")
    static let frameOptions = HTTPField.Name.known("X-Frame-Options")
    static let referrerPolicy = HTTPField.Name.known("Referrer-Policy")
    static let openerPolicy = HTTPField.Name.known("Cross-Origin-Opener-Policy")
    static let resourcePolicy = HTTPField.Name.known("Cross-Origin-Resource-Policy")

    /// A name that is valid as it stands here.
    private static func known(_ name: String) -> HTTPField.Name {
        HTTPField.Name(name) ?? .trailer
    }
}
