import BinaryEncodings
import Errors
import JSONValues
import PackageArchive
import Testing

/// The archive of `docs/formats/s9pk.md`, byte for byte: made with another BLAKE3 and another Ed25519.
struct WorkedExampleTests {
    static let seed = (0..<32).map { UInt8($0) }

    static let stored = """
        3b3b0203a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b84717eacf5849cc70402f00222e8416f0861a60\
        91a9fb4ffee21faa6001e5427b11e3ffc7ef4eb083488ab91dd73fb70bdb2e51f34767718aec5d6ef9251f340c8dd4e7fb40691634cc\
        d3a453b8ace06d997ace5d77ec7642530135b2b96cc4e80000000000000073000000000000009b00000000000000730201\
        61e5fe1d020600de89ace08b3e56b02334125f41bf00cc4469875d1f4409d84983000000000000003402000000000000010e00000000\
        0000003405622e747874ea8f163db38682925e4491c5e58d4bb3506ef8c14eb78a86e908c5624a67200f000000000000000501000000\
        0000000142010163\
        85052e9aab1b67b6622d94a08441b09fd5b7aca61ee360416d70de5da67d86ca000000000000000201000000000000014768656c6c6f\
        6869
        """

    static func archive() throws -> MerkleArchive {
        var builder = ArchiveBuilder()
        try builder.add(Array("hi".utf8), at: "a/c")
        try builder.add(Array("hello".utf8), at: "b.txt")
        return builder.sign(with: try SigningKey(seed: seed))
    }

    @Test
    func `packing gives the same file, signature included`() throws {
        #expect(Hexadecimal.encode(try Self.archive().bytes()) == Self.stored)
    }

    @Test
    func `the stored file opens and reads`() throws {
        let bytes = try #require(Hexadecimal.decode(Self.stored))
        let archive = try MerkleArchive(reading: MemorySource(bytes))
        try archive.verifyBodies()
        #expect(archive.paths == ["a/", "a/c", "b.txt"])
        let file = try #require(archive.file(at: try ArchivePath("/a/c")))
        #expect(try file.read() == Array("hi".utf8))
        #expect(file.region == ByteRegion(offset: 327, size: 2))
        #expect(
            archive.commitment.json.text
                == #"{"rootSighash":"jdTn+0BpFjTM06RTuKzgbZl6zl137HZCUwE1srlsxOg","rootMaxsize":115}"#)
        #expect(try ArchiveCommitment(json: archive.commitment.json) == archive.commitment)
        #expect(archive.commitment.fileStem == "rxkop62aneldjtgturj3rlhanwmxvts5o7whmqstae23folmytua")
        #expect(try archive.bytes() == bytes)
    }

    @Test
    func `taking a out shortens the root table and keeps the signature`() throws {
        let archive = try Self.archive()
        let filtered = archive.filtered { $0.description == "b.txt" }
        let bytes = try filtered.bytes()
        let header = try ArchiveHeader(parsing: bytes, expected: archive.commitment)
        #expect(header.root == ByteRegion(offset: 155, size: 99))
        #expect(header.commitment == archive.commitment)
        let read = try MerkleArchive(reading: MemorySource(bytes), expected: archive.commitment)
        #expect(read.paths == ["b.txt"])
        #expect(read.entry(at: try ArchivePath("a"))?.isMissing == true)
    }

    @Test
    func `keys and signature have the expected texts`() throws {
        let key = try SigningKey(seed: Self.seed)
        #expect(
            key.verifyingKey.pem == """
                -----BEGIN PUBLIC KEY-----
                MCowBQYDK2VwAyEAA6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=
                -----END PUBLIC KEY-----

                """)
        #expect(
            try Self.archive().signature.pem == """
                -----BEGIN SIGNATURE-----
                MEkwBQYDK2VwBEBHF+rPWEnMcEAvACIuhBbwhhpgkan7T/7iH6pgAeVCexHj/8fv
                TrCDSIq5Hdc/twvbLlHzR2dxiuxdbvklHzQM
                -----END SIGNATURE-----

                """)
        #expect(
            key.pem == """
                -----BEGIN PRIVATE KEY-----
                MFECAQEwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f
                gSEAA6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=
                -----END PRIVATE KEY-----

                """)
        #expect(try SigningKey(pem: key.pem).verifyingKey == key.verifyingKey)
        #expect(try VerifyingKey(pem: key.verifyingKey.pem) == key.verifyingKey)
        #expect(try Signature(pem: Self.archive().signature.pem) == Self.archive().signature)
    }
}
