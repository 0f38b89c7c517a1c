package import Errors
package import SystemInterface

/// A private key that signs packages and requests (Ed25519). The text form is PEM; it never appears in a description.
package struct SigningKey: Sendable, CustomStringConvertible {
    /// The secret, 32 bytes.
    private let seed: [UInt8]

    /// The public half.
    package let verifyingKey: VerifyingKey

    /// The key that grows out of a secret of 32 bytes.
    ///
    /// - Throws: `pem` for another length.
    package init(seed: [UInt8]) throws(StartError) {
        guard seed.count == Ed25519.keyByteCount else {
            throw StartError(.pem, "An Ed25519 private key has 32 bytes, not \(seed.count).")
        }
        self.seed = seed
        verifyingKey = VerifyingKey(trusted: Ed25519.publicKey(seed: seed))
    }

    /// A new key.
    package static func generate(from random: any RandomSource) throws(StartError) -> SigningKey {
        try SigningKey(seed: random.bytes(Ed25519.keyByteCount))
    }

    /// Reads a PEM `PRIVATE KEY` (PKCS#8 version 1 or 2, RFC 5958). A public key inside is ignored: it is derived.
    package init(pem: String) throws(StartError) {
        var outer = DERReader(try PEM.decode(pem, label: "PRIVATE KEY"))
        var inner = DERReader(try outer.element(DER.sequence))
        let version = try inner.element(DER.integer)
        try inner.ed25519Algorithm()
        var wrapped = DERReader(try inner.element(DER.octetString))
        let seed = try wrapped.element(DER.octetString)
        if inner.nextTag == DER.attributes { _ = try inner.element(DER.attributes) }
        if version == [1], inner.nextTag == DER.publicKey { _ = try inner.element(DER.publicKey) }
        guard version == [0] || version == [1], outer.isAtEnd, inner.isAtEnd, wrapped.isAtEnd else {
            throw DERReader.failure()
        }
        try self.init(seed: seed)
    }

    /// The PEM text (PKCS#8 version 2, with the public key), ending with a line feed.
    package var pem: String {
        let secret = DER.element(DER.octetString, DER.element(DER.octetString, seed))
        let publicKey = DER.element(DER.publicKey, [0] + verifyingKey.bytes)
        return PEM.encode(
            DER.element(DER.sequence, DER.element(DER.integer, [1]) + DER.ed25519Algorithm + secret + publicKey),
            label: "PRIVATE KEY")
    }

    /// The signature of `message` in `context` (Ed25519ph); the same every time.
    ///
    /// Contexts keep signatures for one purpose from being used for another; `s9pk` is that of packages.
    package func sign(_ message: [UInt8], context: String) -> Signature {
        Signature(trusted: Ed25519.sign(message, context: context, seed: seed))
    }

    package var description: String { "SigningKey(…)" }
}
