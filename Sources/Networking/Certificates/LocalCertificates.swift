/// Keys and certificates of the server's own authority, PEM: `private.keyStore.localCerts` of the document.
package struct LocalCertificates: Codable, Hashable, Sendable {
    package var rootKey: String
    package var rootCert: String
    package var intKey: String
    package var intCert: String
    /// By the JSON array of their sorted names, as a string: `["adjective-noun.local","10.59.0.1"]`.
    package var leaves: [String: Leaf]

    /// One set of names, certified for two kinds of key.
    package struct Leaf: Codable, Hashable, Sendable {
        package var keys: Pair
        package var certs: Pair
    }

    package struct Pair: Codable, Hashable, Sendable {
        package var ed25519: String
        package var nistp256: String
    }

    /// The member name of `leaves` for `names`.
    static func leafName(_ names: Set<String>) -> String {
        "[" + names.sorted().map { "\"\($0)\"" }.joined(separator: ",") + "]"
    }
}

/// A certificate chain with the key of its first certificate, PEM, ready for a TLS server.
package struct ServedCertificate: Hashable, Sendable {
    /// Leaf, intermediate, root.
    package let chain: String
    package let key: String

    package init(chain: String, key: String) {
        self.chain = chain
        self.key = key
    }
}
