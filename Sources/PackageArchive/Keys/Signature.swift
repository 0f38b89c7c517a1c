package import Errors

/// A signature (Ed25519ph). The text form is PEM.
package struct Signature: Hashable, Sendable {
    /// R and S, 64 bytes.
    package let bytes: [UInt8]

    /// - Throws: `invalidSignature` for anything but 64 bytes.
    package init(bytes: [UInt8]) throws(StartError) {
        guard bytes.count == Ed25519.signatureByteCount else {
            throw StartError(.invalidSignature, "An Ed25519 signature has 64 bytes, not \(bytes.count).")
        }
        self.bytes = bytes
    }

    /// For a signature that was made here.
    init(trusted bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads a PEM `SIGNATURE`.
    package init(pem: String) throws(StartError) {
        var outer = DERReader(try PEM.decode(pem, label: "SIGNATURE"))
        var inner = DERReader(try outer.element(DER.sequence))
        try inner.ed25519Algorithm()
        let bytes = try inner.element(DER.octetString)
        guard outer.isAtEnd, inner.isAtEnd else { throw DERReader.failure() }
        try self.init(bytes: bytes)
    }

    /// The PEM text, ending with a line feed.
    package var pem: String {
        PEM.encode(
            DER.element(DER.sequence, DER.ed25519Algorithm + DER.element(DER.octetString, bytes)), label: "SIGNATURE")
    }
}
