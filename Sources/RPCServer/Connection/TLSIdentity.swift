import Errors
import NIOCore
import NIOSSL
import Synchronization

/// What a server shows to prove its name: a certificate chain and the key of its first certificate.
package struct TLSIdentity: Hashable, Sendable {
    /// PEM: the leaf, then its issuers.
    package let chain: String
    /// PEM (PKCS#8).
    package let key: String

    package init(chain: String, key: String) {
        self.chain = chain
        self.key = key
    }
}

/// Makes NIOSSL contexts of what a provider gives, one as long as that stays the same.
final class TLSContextSource: Sendable {
    private let provider: @Sendable () -> TLSIdentity?
    private let made = Mutex<(TLSIdentity, NIOSSLContext)?>(nil)

    init(_ provider: @escaping @Sendable () -> TLSIdentity?) {
        self.provider = provider
    }

    /// Nil while the provider has no identity.
    ///
    /// - Throws: `tls` when chain or key cannot be used.
    func context() throws(StartError) -> NIOSSLContext? {
        guard let identity = provider() else { return nil }
        if let (known, context) = made.withLock({ $0 }), known == identity { return context }
        do {
            let chain = try NIOSSLCertificate.fromPEMBytes(Array(identity.chain.utf8))
            let key = try NIOSSLPrivateKey(bytes: Array(identity.key.utf8), format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["http/1.1"]
            let context = try NIOSSLContext(configuration: configuration)
            made.withLock { $0 = (identity, context) }
            return context
        } catch {
            throw StartError(.tls, "The server's certificate cannot be used: \(error)", cause: error)
        }
    }
}
