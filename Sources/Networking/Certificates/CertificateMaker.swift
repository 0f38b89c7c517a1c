import Crypto
import Errors
import Foundation
import SystemInterface
import X509

/// Makes keys and signs certificates, all of its randomness from one source.
struct CertificateMaker {
    let random: any RandomSource

    /// A P-256 key. Almost every 32 bytes are one; the few that are not are drawn again.
    func signingKey() throws -> P256.Signing.PrivateKey {
        for _ in 0..<8 {
            if let key = try? P256.Signing.PrivateKey(rawRepresentation: random.bytes(32)) { return key }
        }
        throw StartError(.tls, "The random source gives no usable key.")
    }

    func edwardsKey() throws -> Certificate.PrivateKey {
        Certificate.PrivateKey(try Curve25519.Signing.PrivateKey(rawRepresentation: random.bytes(32)))
    }

    /// A certificate authority: a root that signs itself, or an intermediate that signs only leaves.
    func authority(
        _ commonName: String,
        for key: P256.Signing.PrivateKey,
        _ validity: ClosedRange<Timestamp>,
        issuer: LocalAuthority.Issuer?
    ) throws -> Certificate {
        let publicKey = Certificate.PublicKey(key.publicKey)
        let subject = try Self.subject(commonName)
        let extensions = try Certificate.Extensions {
            Critical(BasicConstraints.isCertificateAuthority(maxPathLength: issuer == nil ? nil : 0))
            Critical(KeyUsage(digitalSignature: true, keyCertSign: true, cRLSign: true))
            SubjectKeyIdentifier(hash: publicKey)
            AuthorityKeyIdentifier(
                keyIdentifier: SubjectKeyIdentifier(hash: issuer?.certificate.publicKey ?? publicKey).keyIdentifier)
        }
        return try certificate(
            publicKey, subject, validity, extensions, issuer: issuer?.certificate.subject ?? subject,
            signedWith: issuer?.key ?? Certificate.PrivateKey(key))
    }

    /// A certificate of a TLS server.
    func leaf(
        _ subjects: [SubjectName],
        for publicKey: Certificate.PublicKey,
        _ validity: ClosedRange<Timestamp>,
        _ issuer: LocalAuthority.Issuer
    ) throws -> Certificate {
        let firstName = subjects.lazy.compactMap { if case .name(let name) = $0 { name } else { nil } }.first
        let extensions = try Certificate.Extensions {
            Critical(BasicConstraints.notCertificateAuthority)
            Critical(KeyUsage(digitalSignature: true, keyEncipherment: true))
            try ExtendedKeyUsage([.serverAuth])
            SubjectKeyIdentifier(hash: publicKey)
            AuthorityKeyIdentifier(
                keyIdentifier: SubjectKeyIdentifier(hash: issuer.certificate.publicKey).keyIdentifier)
            SubjectAlternativeNames(subjects.map(\.generalName))
        }
        // A common name has at most 64 characters (RFC 5280 appendix A.1); the names that count are the alternatives.
        let commonName = firstName.flatMap { $0.count <= 64 ? $0 : nil } ?? "localhost"
        return try certificate(
            publicKey, try Self.subject(commonName), validity, extensions, issuer: issuer.certificate.subject,
            signedWith: issuer.key)
    }

    private func certificate(
        _ publicKey: Certificate.PublicKey,
        _ subject: DistinguishedName,
        _ validity: ClosedRange<Timestamp>,
        _ extensions: Certificate.Extensions,
        issuer: DistinguishedName,
        signedWith key: Certificate.PrivateKey
    ) throws -> Certificate {
        var serial = random.bytes(16)
        // Positive and of full length, whatever the first bits are.
        serial[0] = serial[0] & 0x7F | 0x40
        return try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(bytes: serial), publicKey: publicKey,
            notValidBefore: Date(validity.lowerBound), notValidAfter: Date(validity.upperBound), issuer: issuer,
            subject: subject, signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions, issuerPrivateKey: key)
    }

    private static func subject(_ commonName: String) throws -> DistinguishedName {
        try DistinguishedName {
            CommonName(String(commonName.prefix(64)))
            OrganizationName("StartOS")
            OrganizationalUnitName("StartOS")
        }
    }
}
