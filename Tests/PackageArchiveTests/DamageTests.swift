import Errors
@testable import PackageArchive
import SimulatedSystem
import Testing

/// Whatever is changed in a stored package is found, by the reader and by the receiver alike.
struct DamageTests {
    static let masks: [UInt8] = [0x01, 0x80, 0xFF]

    /// The kinds of error that a change of this field may give.
    static func expected(_ field: StoredFields.Field) -> Set<ErrorCode> {
        switch field {
        case .magic: [.parseS9pk]
        case .signer, .signature, .sighash, .maxSize, .hash, .body: [.invalidSignature]
        // Sizes say how much to read as well: too much is a short file or an overlap.
        case .size: [.invalidSignature]
        case .name: [.invalidSignature, .parseS9pk, .filesystem]
        case .count, .nameLength, .kind: [.invalidSignature, .parseS9pk, .filesystem]
        case .rootPosition, .rootSize, .position, .tableSize: [.invalidSignature, .parseS9pk, .filesystem]
        }
    }

    @Test(arguments: masks)
    func `every changed byte is found`(mask: UInt8) throws {
        let original = try PackageFixture.stored()
        let fields = try StoredFields(of: original).fields
        var unaffected: Set<StoredFields.Field> = []
        for index in original.indices {
            let field = try #require(fields[index], "byte \(index) belongs to nothing")
            var bytes = original
            bytes[index] ^= mask
            let code = failure { () throws(StartError) in try S9pk.verify(MemorySource(bytes)) }
            if let code {
                #expect(Self.expected(field).contains(code), "byte \(index), \(field): \(code.title)")
            } else {
                unaffected.insert(field)
            }
        }
        // An empty file lies nowhere: its position may be any within the package, and nothing is read from there.
        #expect(unaffected.isSubset(of: [.position(of: "images/x86_64/main.env")]))
    }

    @Test
    func `positions that do no harm leave the content as it was`() throws {
        let original = try PackageFixture.stored()
        let fields = try StoredFields(of: original).fields
        for index in original.indices where fields[index] == .position(of: "images/x86_64/main.env") {
            for mask in Self.masks {
                var bytes = original
                bytes[index] ^= mask
                guard let package = try? S9pk.verify(MemorySource(bytes)) else { continue }
                for (path, content) in PackageFixture.contents {
                    #expect(try package.file(path).read() == content)
                }
            }
        }
    }

    @Test(arguments: masks)
    func `every changed byte is found while it arrives`(mask: UInt8) throws {
        let original = try PackageFixture.stored()
        let fields = try StoredFields(of: original).fields
        for index in original.indices {
            var bytes = original
            bytes[index] ^= mask
            let code = failure { () throws(StartError) in
                _ = try PackageFixture.receive(bytes, inPiecesOf: 700)
            }
            if fields[index] == .position(of: "images/x86_64/main.env") { continue }
            let field = try #require(fields[index])
            let received = try #require(code, "byte \(index), \(field)")
            #expect(Self.expected(field).contains(received), "byte \(index), \(field): \(received.title)")
        }
    }

    @Test
    func `every length too short is found`() throws {
        let original = try PackageFixture.stored()
        for length in original.indices {
            let bytes = Array(original[..<length])
            let code = failure { () throws(StartError) in try S9pk.verify(MemorySource(bytes)) }
            #expect(code == .filesystem, "length \(length)")
            let received = failure { () throws(StartError) in
                _ = try PackageFixture.receive(bytes, inPiecesOf: 1000)
            }
            #expect(received == .filesystem, "length \(length)")
        }
    }

    @Test
    func `bytes after the end are found`() throws {
        let bytes = try PackageFixture.stored() + [0]
        #expect(failure { () throws(StartError) in try S9pk.verify(MemorySource(bytes)) } == .parseS9pk)
        #expect(
            failure { () throws(StartError) in _ = try PackageFixture.receive(bytes, inPiecesOf: 64) } == .parseS9pk)
    }

    private func garbage(below length: Int, _ random: inout SeededGenerator) -> [UInt8] {
        (0..<Int.random(in: 0..<length, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    @Test
    func `garbage is refused`() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<2000 {
            var bytes = garbage(below: 2000, &random)
            #expect(throws: StartError.self) { try S9pk.verify(MemorySource(bytes)) }
            guard bytes.count >= 3 else { continue }
            bytes.replaceSubrange(0..<3, with: ArchiveHeader.magic)
            #expect(throws: StartError.self) { try S9pk.verify(MemorySource(bytes)) }
        }
    }

    @Test
    func `garbage as a table of contents is refused`() {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<5000 {
            let bytes = garbage(below: 300, &random)
            let hash = [UInt8](repeating: 0, count: 32)
            #expect(throws: StartError.self) { try TableOfContents(parsing: bytes, hash: hash) }
        }
    }
}
