import BinaryEncodings
import Errors
@testable import PackageArchive
import SimulatedSystem
import SystemInterface
import SystemPackage
import Testing

struct KeyTests {
    private func bytes(_ hexadecimal: String) throws -> [UInt8] {
        try #require(Hexadecimal.decode(hexadecimal))
    }

    /// RFC 8032, section 7.3.
    @Test
    func `the prehash vector of RFC 8032`() throws {
        let key = try SigningKey(
            seed: try bytes("833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42"))
        #expect(
            Hexadecimal.encode(key.verifyingKey.bytes)
                == "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf")
        let signature = key.sign(Array("abc".utf8), context: "")
        #expect(
            Hexadecimal.encode(signature.bytes) == """
                98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae41\
                31f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406
                """)
        try key.verifyingKey.verify(signature, of: Array("abc".utf8), context: "")
    }

    @Test
    func `another context, message or key does not verify`() throws {
        let key = try PackageFixture.key()
        let signature = key.sign([1, 2, 3], context: "s9pk")
        let other = try SigningKey.generate(from: SimulatedRandomSource(seed: 3))
        try key.verifyingKey.verify(signature, of: [1, 2, 3], context: "s9pk")
        #expect(throws: StartError.self) { try key.verifyingKey.verify(signature, of: [1, 2, 3], context: "startos") }
        #expect(throws: StartError.self) { try key.verifyingKey.verify(signature, of: [1, 2], context: "s9pk") }
        #expect(throws: StartError.self) { try other.verifyingKey.verify(signature, of: [1, 2, 3], context: "s9pk") }
    }

    static let honestKey = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
    static let honest = """
        73fa2c6a0a66784cb70fbd08aee2ecb869c607c1ec6d18b796d31e866fd74864\
        8167ff5fcefffae4fa70881725305a83fc7d135324d95bc74d7f78ddffc3a800
        """

    /// Made with textbook arithmetic for the message "message" in the context "s9pk"; each holds up to the cofactor.
    @Test(arguments: [
        // S plus the group order
        (
            honestKey,
            """
            73fa2c6a0a66784cb70fbd08aee2ecb869c607c1ec6d18b796d31e866fd74864\
            6e3bf5bce8620d3dd10d80ba032a3998fc7d135324d95bc74d7f78ddffc3a810
            """
        ),
        // R plus a point of order 8
        (
            honestKey,
            """
            3240bc0c0f95051f5c58093fd75f7fc514befaff3a5cf4a674fb95da9eb0d604\
            a444cc912f2ed1dda1fe0c8b9e169d84933a36be44f7c67e16826f3520526609
            """
        ),
        // the key plus a point of order 8
        (
            "b154bd62188ae283dd187fefe8c31f5e276edf083b4cff11c9d5cff856c74440",
            """
            f3eeb2f71ddf4fa0c499e4fceb488c3c7cd8b59d25b37681a405cb9f648dfb25\
            e24e1c39b632b5b5526b80c6d468d9bd5cc9b8b8c51f17d9499fec517953e30b
            """
        ),
    ])
    func `signatures that only hold loosely are refused`(key: String, signature: String) throws {
        let message = Array("message".utf8)
        #expect(
            Ed25519.verify(
                try bytes(Self.honest), of: message, context: "s9pk", publicKey: try bytes(Self.honestKey)))
        #expect(
            !Ed25519.verify(try bytes(signature), of: message, context: "s9pk", publicKey: try bytes(key)))
    }

    /// All points of small order, and forms with y not below the field's prime.
    @Test(arguments: [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0200000000000000000000000000000000000000000000000000000000000000",
    ])
    func `points that are no keys are refused`(point: String) throws {
        let bytes = try bytes(point)
        #expect(failure { () throws(StartError) in _ = try VerifyingKey(bytes: bytes) } == .invalidSignature)
    }

    @Test
    func `keys of OpenSSL are read`() throws {
        let pem = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f
            -----END PRIVATE KEY-----
            """
        let key = try SigningKey(pem: pem)
        #expect(Hexadecimal.encode(key.verifyingKey.bytes) == Self.honestKey)
        #expect(try SigningKey(pem: "Bag Attributes\n" + pem + "\n").verifyingKey == key.verifyingKey)
    }

    @Test
    func `damaged keys are refused`() throws {
        let pem = try PackageFixture.key().pem
        var text = Array(pem.utf8)
        for index in text.indices {
            let original = text[index]
            text[index] = original == UInt8(ascii: "A") ? UInt8(ascii: "!") : UInt8(ascii: "A")
            // A change inside the secret or the ignored public key gives another key; nothing may crash.
            if let key = try? SigningKey(pem: String(decoding: text, as: UTF8.self)) {
                #expect(key.pem.count == pem.count)
            }
            text[index] = original
        }
        for length in 0..<pem.utf8.count - 1 {
            #expect(throws: StartError.self) { try SigningKey(pem: String(pem.prefix(length))) }
        }
        #expect(failure { () throws(StartError) in _ = try VerifyingKey(pem: pem) } == .pem)
    }

    @Test
    func `a key file is written once, readable by the owner and the group`() throws {
        let files = SimulatedFileSystem()
        let path = FilePath("/home/.startos/developer.key.pem")
        let key = try PackageFixture.key()
        #expect(failure { () throws(StartError) in _ = try KeyFile.read(path, in: files) } == .notFound)
        try KeyFile.write(key, to: path, in: files)
        #expect(try KeyFile.read(path, in: files).verifyingKey == key.verifyingKey)
        #expect(try files.status(of: path)?.permissions == [.ownerReadWrite, .groupRead])
        #expect(throws: StartError.self) { try KeyFile.write(key, to: path, in: files) }
        #expect(!"\(key)".contains("AAEC"))
    }
}
