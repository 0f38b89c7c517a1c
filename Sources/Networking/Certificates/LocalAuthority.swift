import Crypto
package import Errors
import Foundation
import SwiftASN1
package import SystemInterface
import X509

/// The server's own certificate authority: a root that people install once, an intermediate that it signed, and leaf
/// certificates for the names and addresses the server is reached by.
///
/// A value: what it makes is in `certificates`, for the caller to store. P-256 and SHA-256 throughout (RFC 5280); a
/// leaf exists for an Ed25519 key as well.
package struct LocalAuthority: Sendable {
    package private(set) var certificates: LocalCertificates
    private let root: Issuer
    private let intermediate: Issuer
    private let time: any TimeSource
    private let random: any RandomSource

    /// A certificate with its key.
    struct Issuer: Sendable {
        let certificate: Certificate
        let key: Certificate.PrivateKey
    }

    /// Makes a new authority, valid from a day ago for ten years of 364 days.
    ///
    /// - Throws: `tls`.
    package init(hostname: String, time: any TimeSource, random: any RandomSource) throws(StartError) {
        let maker = CertificateMaker(random: random)
        let begin = max(time.now, Self.earliest)
        let validity = begin.advanced(by: .days(-1))...begin.advanced(by: .days(10 * 364))
        let made: (Issuer, Issuer, LocalCertificates) = try Self.mapping("make the server's certificate authority") {
            let rootKey = try maker.signingKey()
            let root = Issuer(
                certificate: try maker.authority("\(hostname) Local Root CA", for: rootKey, validity, issuer: nil),
                key: Certificate.PrivateKey(rootKey))
            let intermediateKey = try maker.signingKey()
            let intermediate = Issuer(
                certificate: try maker.authority(
                    "StartOS Local Intermediate CA", for: intermediateKey, validity, issuer: root),
                key: Certificate.PrivateKey(intermediateKey))
            let certificates = LocalCertificates(
                rootKey: rootKey.pemRepresentation, rootCert: try root.certificate.serializeAsPEM().pemString,
                intKey: intermediateKey.pemRepresentation,
                intCert: try intermediate.certificate.serializeAsPEM().pemString, leaves: [:])
            return (root, intermediate, certificates)
        }
        (root, intermediate, certificates) = made
        self.time = time
        self.random = random
    }

    /// Takes up an authority that was stored.
    ///
    /// - Throws: `pem` when a key or certificate cannot be read, or keys and certificates do not belong together.
    package init(
        _ certificates: LocalCertificates, time: any TimeSource, random: any RandomSource
    ) throws(StartError) {
        do {
            root = try Self.issuer(certificates.rootCert, certificates.rootKey)
            intermediate = try Self.issuer(certificates.intCert, certificates.intKey)
        } catch {
            throw StartError(
                wrapping: error, .pem, "The stored certificate authority of the server cannot be read: \(error)")
        }
        guard root.certificate.publicKey.isValidSignature(root.certificate.signature, for: root.certificate),
            root.certificate.publicKey.isValidSignature(
                intermediate.certificate.signature, for: intermediate.certificate)
        else {
            throw StartError(.pem, "The stored intermediate certificate was not signed by the stored root.")
        }
        self.certificates = certificates
        self.time = time
        self.random = random
    }

    /// The certificate that devices install, PEM.
    package var rootCertificate: String { certificates.rootCert }

    /// SHA-256 of the root certificate (DER) as upper-case hex pairs with colons, as browsers show it.
    package var rootFingerprint: String {
        guard let document = try? PEMDocument(pemString: certificates.rootCert) else { return "" }
        return SHA256.hash(data: document.derBytes).map(Self.hexPair).joined(separator: ":")
    }

    /// The certificate for a server reached by `names` (host names and IP addresses).
    ///
    /// A stored one is taken while it is valid for 30 days more; else a new one is made for the same keys and put into
    /// `certificates`, for 397 days.
    ///
    /// - Throws: `parseNetworkAddress` for a name that is none; `tls`.
    package mutating func certificate(for names: Set<String>) throws(StartError) -> ServedCertificate {
        let names = Set(names.map { $0.lowercased() })
        let slot = LocalCertificates.leafName(names)
        let stored = certificates.leaves[slot]
        if let stored, isUsable(stored.certs) { return served(stored) }
        var subjects: [SubjectName] = []
        for name in names.sorted() { subjects.append(try SubjectName(name)) }
        let now = max(time.now, Self.earliest)
        let validity = now.advanced(by: .days(-1))...now.advanced(by: .days(397))
        let maker = CertificateMaker(random: random)
        let issuer = intermediate
        let leaf = try Self.mapping("make a certificate for \(slot)") {
            let p256 =
                try stored.flatMap { try? P256.Signing.PrivateKey(pemRepresentation: $0.keys.nistp256) }
                ?? maker.signingKey()
            let ed25519 =
                try stored.flatMap { try? Certificate.PrivateKey(pemEncoded: $0.keys.ed25519) }
                ?? maker.edwardsKey()
            let certificate = try maker.leaf(subjects, for: Certificate.PublicKey(p256.publicKey), validity, issuer)
            let edwards = try maker.leaf(subjects, for: ed25519.publicKey, validity, issuer)
            return LocalCertificates.Leaf(
                keys: .init(ed25519: try ed25519.serializeAsPEM().pemString, nistp256: p256.pemRepresentation),
                certs: .init(
                    ed25519: try edwards.serializeAsPEM().pemString,
                    nistp256: try certificate.serializeAsPEM().pemString))
        }
        // Names change with every network; what is past its time is of no more use.
        certificates.leaves = certificates.leaves.filter { isUsable($0.value.certs, margin: .zero) }
        certificates.leaves[slot] = leaf
        return served(leaf)
    }

    private func served(_ leaf: LocalCertificates.Leaf) -> ServedCertificate {
        let chain = [leaf.certs.nistp256, certificates.intCert, certificates.rootCert]
        return ServedCertificate(chain: chain.joined(separator: "\n") + "\n", key: leaf.keys.nistp256)
    }

    private func isUsable(_ certs: LocalCertificates.Pair, margin: Duration = .days(30)) -> Bool {
        let now = Date(time.now)
        let last = Date(time.now.advanced(by: margin))
        return [certs.ed25519, certs.nistp256].allSatisfy { text in
            guard let certificate = try? Certificate(pemEncoded: text) else { return false }
            return certificate.notValidBefore <= now && last < certificate.notValidAfter
                && intermediate.certificate.publicKey.isValidSignature(certificate.signature, for: certificate)
        }
    }

    private static func issuer(_ certificate: String, _ key: String) throws -> Issuer {
        let issuer = Issuer(
            certificate: try Certificate(pemEncoded: certificate), key: try Certificate.PrivateKey(pemEncoded: key))
        guard issuer.certificate.publicKey == issuer.key.publicKey else {
            throw StartError(.pem, "A certificate and its key do not belong together.")
        }
        return issuer
    }

    private static func mapping<Result>(
        _ aim: String, _ body: () throws -> Result
    ) throws(StartError) -> Result {
        do { return try body() } catch { throw StartError(wrapping: error, .tls, "Cannot \(aim): \(error)") }
    }

    private static func hexPair(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }

    /// 2025-01-01: a board without a clock of its own starts in 1970, and its root would never become valid.
    private static let earliest = Timestamp(microseconds: 1_735_689_600_000_000)
}

extension Duration {
    static func days(_ count: Int) -> Duration {
        .seconds(count * 86_400)
    }
}

extension Date {
    /// To the second, as certificates count.
    init(_ timestamp: Timestamp) {
        self.init(timeIntervalSince1970: Double(timestamp.microseconds / 1_000_000))
    }
}
