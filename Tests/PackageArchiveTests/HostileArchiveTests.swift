import Blake3Hash
import Errors
@testable import PackageArchive
import SystemInterface
import Testing

/// A signature says who made a package, not that they meant well.
struct HostileArchiveTests {
    private func codes(_ bytes: [UInt8], size: UInt64? = nil) -> (opened: ErrorCode?, received: ErrorCode?) {
        let opened = failure { () throws(StartError) in
            try MerkleArchive(reading: MemorySource(bytes)).verifyBodies()
        }
        let received = failure { () throws(StartError) in
            _ = try PackageFixture.receive(bytes, inPiecesOf: 50, size: size)
        }
        return (opened, received)
    }

    @Test(arguments: ["", ".", "..", "a/b", "/", "a\0b", String(repeating: "x", count: 1025)])
    func `unsafe names are refused`(name: String) {
        #expect(failure { () throws(StartError) in _ = try EntryName(name) } == .parseS9pk)
        var table: [UInt8] = [1]
        table.append(varint: UInt64(name.utf8.count))
        table += Array(name.utf8) + [UInt8](repeating: 0, count: 41)
        let bytes = table
        #expect(
            failure { () throws(StartError) in
                _ = try TableOfContents(parsing: bytes, hash: Blake3.hash(bytes))
            } == .parseS9pk)
    }

    @Test
    func `a name that is not UTF-8 is refused`() {
        let bytes: [UInt8] = [1, 1, 0xFF] + [UInt8](repeating: 0, count: 41)
        #expect(
            failure { () throws(StartError) in
                _ = try TableOfContents(parsing: bytes, hash: Blake3.hash(bytes))
            } == .filesystem)
    }

    @Test
    func `a name that stands twice is refused, one that only looks the same is not`() throws {
        var archive = HandMadeArchive()
        archive.records = [
            try HandMadeArchive.file("a", [], at: 155), try HandMadeArchive.file("a", [1], at: 155),
        ]
        let bytes = try archive.stored()
        #expect(codes(bytes) == (.parseS9pk, .parseS9pk))

        var builder = ArchiveBuilder()
        try builder.add([1], at: "\u{E9}")
        try builder.add([2], at: "e\u{301}")
        let twoNames = builder.sign(with: try PackageFixture.key())
        let read = try MerkleArchive(reading: MemorySource(try twoNames.bytes()))
        #expect(try read.file(at: ArchivePath("\u{E9}"))?.read() == [1])
        #expect(try read.file(at: ArchivePath("e\u{301}"))?.read() == [2])
    }

    @Test
    func `bytes after the last entry of a table are refused`() throws {
        var archive = HandMadeArchive()
        archive.storedTable = TableOfContents(records: []).bytes + [0]
        #expect(codes(try archive.stored()) == (.parseS9pk, .parseS9pk))
    }

    @Test
    func `overlapping bodies are refused`() throws {
        var archive = HandMadeArchive()
        let end = 155 + 1 + 2 * UInt64(2 + 41 + 8)
        archive.tail = [1, 2, 3, 4]
        archive.records = [
            try HandMadeArchive.file("a", [1, 2, 3], at: end), try HandMadeArchive.file("b", [2, 3, 4], at: end + 1),
        ]
        #expect(codes(try archive.stored()) == (.parseS9pk, .parseS9pk))
        #expect(codes(try archive.stored(), size: end + 4).received == .parseS9pk)
    }

    @Test
    func `a body inside the header is refused`() throws {
        var archive = HandMadeArchive()
        archive.records = [try HandMadeArchive.file("a", ArchiveHeader.magic, at: 0)]
        #expect(codes(try archive.stored()) == (.parseS9pk, .parseS9pk))
    }

    @Test(arguments: [UInt64.max, UInt64.max - 10, 1 << 62, 1 << 40, 5000])
    func `claimed sizes set nothing aside`(size: UInt64) throws {
        var file = HandMadeArchive()
        file.records = [
            .init(
                name: try EntryName("manifest.json"), hash: Blake3.hash([UInt8]()), size: size,
                place: .file(position: 300))
        ]
        let opened = codes(try file.stored())
        #expect(opened.opened == .filesystem)
        #expect(opened.received != nil)

        var directory = HandMadeArchive()
        directory.records = [
            .init(
                name: try EntryName("d"), hash: Blake3.hash([0]), size: size,
                place: .directory(position: 155, size: size))
        ]
        #expect(codes(try directory.stored()).opened != nil)
        #expect(codes(try directory.stored()).received != nil)

        var count: [UInt8] = []
        count.append(varint: size)
        let bytes = count
        #expect(
            failure { () throws(StartError) in
                _ = try TableOfContents(parsing: bytes, hash: [])
            } == .filesystem)
    }

    @Test
    func `a signed root size above 1 MiB needs a commitment`() throws {
        var archive = HandMadeArchive()
        archive.signedSize = 1 << 20 + 1
        let bytes = try archive.stored()
        #expect(codes(bytes).opened == .invalidSignature)
        let header = try ArchiveHeader(
            parsing: bytes,
            expected: ArchiveCommitment(
                rootSighash: TableOfContents(records: []).sighash, rootMaxSize: UInt64(1 << 20 + 1)))
        #expect(header.commitment.rootMaxSize == 1 << 20 + 1)
    }

    @Test
    func `another package than the one asked for is refused`() throws {
        let archive = try PackageFixture.archive()
        let bytes = try archive.bytes()
        let other = ArchiveCommitment(
            rootSighash: [UInt8](repeating: 0, count: 32), rootMaxSize: archive.commitment.rootMaxSize)
        let smaller = ArchiveCommitment(
            rootSighash: archive.commitment.rootSighash, rootMaxSize: archive.commitment.rootMaxSize - 1)
        for wrong in [other, smaller] {
            #expect(
                failure { () throws(StartError) in
                    try S9pk.verify(MemorySource(bytes), expected: wrong)
                } == .invalidSignature)
            #expect(
                failure { () throws(StartError) in
                    _ = try PackageFixture.receive(bytes, inPiecesOf: 155, expected: wrong)
                } == .invalidSignature)
        }
    }

    @Test
    func `too deep and too many are refused`() throws {
        var deep = ArchiveBuilder()
        try deep.add([1], at: Array(repeating: "d", count: 18).joined(separator: "/"))
        let bytes = try deep.sign(with: try PackageFixture.key()).bytes()
        #expect(codes(bytes) == (.parseS9pk, .parseS9pk))

        var many = HandMadeArchive()
        for index in 0...ArchiveLimits.entries {
            many.records.append(
                .init(
                    name: try EntryName("\(index)"), hash: [UInt8](repeating: 0, count: 32), size: 0,
                    place: .missing))
        }
        #expect(codes(try many.stored()) == (.parseS9pk, .parseS9pk))
    }

    @Test
    func `a failing receiver stays failed`() throws {
        var bytes = try PackageFixture.stored()
        bytes[120] ^= 1
        let receiver = ArchiveReceiver(writingTo: try PackageFixture.emptyFile())
        #expect(throws: StartError.self) { try receiver.receive(bytes) }
        #expect(failure { () throws(StartError) in _ = try receiver.receive([1]) } == .invalidRequest)
        #expect(failure { () throws(StartError) in _ = try receiver.finish() } == .invalidRequest)
    }
}
