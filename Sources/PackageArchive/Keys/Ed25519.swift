import CDecaf

/// Ed25519ph signatures with a context string. Source: RFC 8032, section 5.1 (prehash variant); curve from libdecaf.
enum Ed25519 {
    static let keyByteCount = 32
    static let signatureByteCount = 64

    /// The order of the prime-order group, least significant byte first.
    private static let groupOrder: [UInt8] = [
        0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE, 0x14,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ]

    static func publicKey(seed: [UInt8]) -> [UInt8] {
        withKeypair(seed: seed) { pair in
            withUnsafeBytes(of: &pair.public_key) { Array($0) }
        }
    }

    /// The signature of a message; deterministic.
    static func sign(_ message: [UInt8], context: String, seed: [UInt8]) -> [UInt8] {
        let context = Array(context.utf8)
        let digest = sha512(message)
        return withKeypair(seed: seed) { pair in
            [UInt8](unsafeUninitializedCapacity: signatureByteCount) { signature, count in
                decaf_ed25519_keypair_sign(
                    signature.baseAddress, &pair, digest, digest.count, 1, context, UInt8(context.count))
                count = signatureByteCount
            }
        }
    }

    /// Whether `signature` is the signature of `message` under `publicKey`.
    ///
    /// Strict: S below the group order; key and R canonical points of the prime-order group, neither the neutral one.
    /// The library's own equation leaves out the cofactor; for such points that is the exact equation.
    static func verify(_ signature: [UInt8], of message: [UInt8], context: String, publicKey: [UInt8]) -> Bool {
        guard signature.count == signatureByteCount, isPoint(publicKey), isPoint(Array(signature[..<32])),
            isBelowGroupOrder(signature[32...])
        else { return false }
        let context = Array(context.utf8)
        let digest = sha512(message)
        return decaf_ed25519_verify(
            signature, publicKey, digest, digest.count, 1, context, UInt8(context.count)) == DECAF_SUCCESS
    }

    /// Whether `bytes` is the canonical form of a point of the prime-order group other than the neutral one.
    static func isPoint(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == keyByteCount, bytes != [1] + [UInt8](repeating: 0, count: 31) else { return false }
        var cleared = [UInt8](repeating: 0, count: keyByteCount)
        return decaf_ed25519_clear_small_order(&cleared, bytes) == DECAF_SUCCESS && cleared == bytes
    }

    private static func isBelowGroupOrder(_ scalar: ArraySlice<UInt8>) -> Bool {
        for (byte, limit) in zip(scalar.reversed(), groupOrder.reversed()) where byte != limit {
            return byte < limit
        }
        return false
    }

    static func sha512(_ message: [UInt8]) -> [UInt8] {
        var context = decaf_sha512_ctx_s()
        decaf_sha512_init(&context)
        decaf_sha512_update(&context, message, message.count)
        return [UInt8](unsafeUninitializedCapacity: 64) { buffer, count in
            decaf_sha512_final(&context, buffer.baseAddress, 64)
            count = 64
        }
    }

    /// Runs `body` with the pair made from `seed` and wipes the pair afterwards.
    private static func withKeypair<Result>(
        seed: [UInt8], _ body: (inout decaf_eddsa_25519_keypair_s) -> Result
    ) -> Result {
        precondition(seed.count == keyByteCount)
        var pair = decaf_eddsa_25519_keypair_s()
        decaf_ed25519_derive_keypair(&pair, seed)
        defer { decaf_ed25519_keypair_destroy(&pair) }
        return body(&pair)
    }
}
