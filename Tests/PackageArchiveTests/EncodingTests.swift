import BinaryEncodings
import Errors
@testable import PackageArchive
import SimulatedSystem
import Testing

struct EncodingTests {
    /// RFC 4648, section 10.
    @Test(arguments: [
        ("", "", ""), ("f", "Zg==", "my"), ("fo", "Zm8=", "mzxq"), ("foo", "Zm9v", "mzxw6"),
        ("foob", "Zm9vYg==", "mzxw6yq"), ("fooba", "Zm9vYmE=", "mzxw6ytb"), ("foobar", "Zm9vYmFy", "mzxw6ytboi"),
    ])
    func `the vectors of RFC 4648`(text: String, base64: String, base32: String) {
        let bytes = Array(text.utf8)
        let unpadded = base64.filter { $0 != "=" }
        #expect(Base64.encode(bytes) == base64)
        #expect(Base64.encode(bytes, padded: false) == unpadded)
        #expect(Base64.decode(base64) == bytes)
        #expect(Base64.decode(unpadded) == bytes)
        #expect(Base32.encode(bytes) == base32)
        #expect(Base32.decode(base32) == bytes)
        #expect(Base32.decode(base32.uppercased()) == bytes)
    }

    @Test(arguments: ["Z", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm9v\n", "Zm 9", "Zg==Zg==", "=", "====", "Zm9_"])
    func `what is not Base64 is refused`(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test(arguments: ["m", "mzx", "mzxw6y", "mz", "m1", "my======"])
    func `what is not Base32 is refused`(text: String) {
        #expect(Base32.decode(text) == nil)
    }

    @Test
    func `random bytes come back`() {
        var random = SeededGenerator(seed: 5)
        for length in 0..<200 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Base32.decode(Base32.encode(bytes)) == bytes)
            #expect(Hexadecimal.decode(Hexadecimal.encode(bytes)) == bytes)
        }
        #expect(Hexadecimal.decode("abc") == nil)
        #expect(Hexadecimal.decode("zz") == nil)
    }

    @Test(arguments: [0, 1, 127, 128, 16_383, 16_384, UInt64(UInt32.max), UInt64.max])
    func `variable-length numbers come back`(value: UInt64) throws {
        var bytes: [UInt8] = []
        bytes.append(varint: value)
        #expect(bytes.count == [UInt8].varintLength(value))
        var reader = ByteReader(bytes)
        #expect(try reader.varint() == value)
        #expect(reader.remaining == 0)
    }

    @Test(
        arguments: [
            [0x80, 0x00], [0x81, 0x80, 0x00],
            [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02],
            [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
        ] as [[UInt8]])
    func `long and overlong numbers are refused`(bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        #expect(failure { () throws(StartError) in _ = try reader.varint() } == .parseS9pk)
    }
}
