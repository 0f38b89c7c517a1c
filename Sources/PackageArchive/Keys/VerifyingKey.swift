package import Errors

/// A public key that checks signatures (Ed25519): who published a package. The text form is PEM.
package struct VerifyingKey: Hashable, Sendable {
    /// The compressed point, 32 bytes.
    package let bytes: [UInt8]

    /// - Throws: `invalidSignature` for bytes that are no canonical point of the prime-order group.
    package init(bytes: [UInt8]) throws(StartError) {
        guard Ed25519.isPoint(bytes) else {
            throw StartError(.invalidSignature, "The signer's public key is not a valid Ed25519 key.")
        }
        self.bytes = bytes
    }

    /// For a key that was made here.
    init(trusted bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads a PEM `PUBLIC KEY` (SubjectPublicKeyInfo, RFC 8410).
    package init(pem: String) throws(StartError) {
        var outer = DERReader(try PEM.decode(pem, label: "PUBLIC KEY"))
        var inner = DERReader(try outer.element(DER.sequence))
        try inner.ed25519Algorithm()
        let bits = try inner.element(DER.bitString)
        guard outer.isAtEnd, inner.isAtEnd, bits.count == 33, bits[0] == 0 else { throw DERReader.failure() }
        try self.init(bytes: Array(bits[1...]))
    }

    /// The PEM text, ending with a line feed.
    package var pem: String {
        PEM.encode(
            DER.element(DER.sequence, DER.ed25519Algorithm + DER.element(DER.bitString, [0] + bytes)),
            label: "PUBLIC KEY")
    }

    /// Checks that `signature` was made over `message` with the private half of this key (Ed25519ph, strict).
    ///
    /// - Throws: `invalidSignature`.
    package func verify(_ signature: Signature, of message: [UInt8], context: String) throws(StartError) {
        guard Ed25519.verify(signature.bytes, of: message, context: context, publicKey: bytes) else {
            throw StartError(.invalidSignature, "The signature does not match the content and the signer's key.")
        }
    }
}
