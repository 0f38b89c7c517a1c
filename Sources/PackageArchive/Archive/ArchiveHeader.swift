package import Errors

/// The first 155 bytes of a package. Source: `docs/formats/s9pk.md`.
package struct ArchiveHeader: Hashable, Sendable {
    /// The length in bytes.
    package static let byteCount = 155
    static let magic: [UInt8] = [0x3B, 0x3B, 0x02]
    /// The context string of package signatures.
    package static let signatureContext = "s9pk"
    /// The largest signed root table of contents that is accepted from a stranger, in bytes.
    static let largestUncommittedRoot: UInt64 = 1 << 20

    package let signer: VerifyingKey
    package let signature: Signature
    package let commitment: ArchiveCommitment
    /// Where the root table of contents lies. Not signed.
    package let root: ByteRegion

    /// Reads and verifies a header: form, key, signature, and that it is the archive that `expected` names.
    ///
    /// - Throws: `filesystem` when bytes are missing, `parseS9pk` for another format or version, `invalidSignature`.
    package init(parsing bytes: [UInt8], expected: ArchiveCommitment? = nil) throws(StartError) {
        if bytes.count >= Self.magic.count, Array(bytes[..<3]) != Self.magic {
            let isFirstVersion = bytes[..<3] == [0x3B, 0x3B, 0x01]
            throw StartError(
                .parseS9pk,
                isFirstVersion
                    ? "This is an s9pk of version 1, which StartOS no longer installs. Ask for a current package."
                    : "Invalid Magic or Unexpected Version: this is not an s9pk package.")
        }
        var reader = ByteReader(bytes)
        _ = try reader.bytes(Self.magic.count)
        let key = try reader.bytes(Ed25519.keyByteCount)
        let signature = try reader.bytes(Ed25519.signatureByteCount)
        let sighash = try reader.bytes(32)
        let maxSize = try reader.bigEndian()
        let position = try reader.bigEndian()
        let size = try reader.bigEndian()

        signer = try VerifyingKey(bytes: key)
        self.signature = try Signature(bytes: signature)
        commitment = ArchiveCommitment(rootSighash: sighash, rootMaxSize: maxSize)
        root = ByteRegion(offset: position, size: size)
        try signer.verify(self.signature, of: commitment.message, context: Self.signatureContext)
        try check(against: expected)
    }

    init(signer: VerifyingKey, signature: Signature, commitment: ArchiveCommitment, root: ByteRegion) {
        self.signer = signer
        self.signature = signature
        self.commitment = commitment
        self.root = root
    }

    private func check(against expected: ArchiveCommitment?) throws(StartError) {
        if let expected {
            guard commitment.rootSighash == expected.rootSighash else {
                throw StartError(.invalidSignature, "merkle root mismatch: this is not the package that was asked for.")
            }
            guard commitment.rootMaxSize <= expected.rootMaxSize else {
                throw StartError(.invalidSignature, "root directory max size too large: not the package asked for.")
            }
        } else {
            guard commitment.rootMaxSize <= Self.largestUncommittedRoot else {
                throw StartError(.invalidSignature, "the signed size of the root directory is over 1 MiB.")
            }
        }
        guard root.size <= commitment.rootMaxSize else {
            throw StartError(.invalidSignature, "size is greater than signed: the package's root directory.")
        }
    }

    /// The 155 bytes.
    package var bytes: [UInt8] {
        var bytes = Self.magic + signer.bytes + signature.bytes + commitment.message
        bytes.append(bigEndian: root.offset)
        bytes.append(bigEndian: root.size)
        return bytes
    }
}
