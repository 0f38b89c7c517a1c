import Errors
import NIOSSL

/// Which certificates a client accepts.
package struct ClientTrust: Hashable, Sendable {
    /// PEM texts of authorities that are trusted besides those of the machine.
    package var additionalAuthorities: [String]
    /// Whether any certificate will do.
    package var acceptsAnyCertificate: Bool

    package init(additionalAuthorities: [String] = [], acceptsAnyCertificate: Bool = false) {
        self.additionalAuthorities = additionalAuthorities
        self.acceptsAnyCertificate = acceptsAnyCertificate
    }

    /// - Throws: `pem` when an authority cannot be read.
    func configuration() throws(StartError) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        if acceptsAnyCertificate {
            configuration.certificateVerification = .none
        }
        for text in additionalAuthorities {
            do {
                let certificates = try NIOSSLCertificate.fromPEMBytes(Array(text.utf8))
                configuration.additionalTrustRoots.append(.certificates(certificates))
            } catch {
                throw StartError(.pem, "A root certificate is no PEM certificate.", cause: error)
            }
        }
        return configuration
    }
}
