import Errors
@testable import PackageArchive
import SimulatedSystem
import SystemInterface
import SystemPackage
import Testing

struct ArchiveTreeTests {
    /// The order in which the parts lie in a stored archive.
    private func order(_ archive: MerkleArchive) throws -> [String] {
        let layout = try ArchiveLayout(archive)
        return layout.parts.compactMap { part in
            if case .body(let file) = part { "\(file.path)" } else { nil }
        }
    }

    private let deeper = [
        "dependencies/other/icon.png", "dependencies/other/metadata.json",
        "images/aarch64/main.env", "images/aarch64/main.json", "images/aarch64/main.squashfs",
        "images/x86_64/main.env", "images/x86_64/main.json", "images/x86_64/main.squashfs",
    ]

    @Test
    func `a fresh package is stored by name, one written again by priority`() throws {
        let fresh = try PackageFixture.archive()
        #expect(
            try order(fresh) == [
                "LICENSE.md", "assets.squashfs", "icon.svg", "instructions.md", "javascript.squashfs", "manifest.json",
            ] + deeper)
        let again = try MerkleArchive(reading: MemorySource(try fresh.bytes()))
        #expect(
            try order(again) == [
                "manifest.json", "icon.svg", "LICENSE.md", "instructions.md", "javascript.squashfs", "assets.squashfs",
            ] + deeper)
    }

    @Test
    func `what is read and written again stays the same from then on`() throws {
        let fresh = try PackageFixture.archive()
        let first = try MerkleArchive(reading: MemorySource(try fresh.bytes())).bytes()
        let second = try MerkleArchive(reading: MemorySource(first), expected: fresh.commitment).bytes()
        #expect(first == second)
        try S9pk.verify(MemorySource(second), expected: fresh.commitment)
    }

    @Test
    func `random trees come back`() throws {
        var random = SeededGenerator(seed: 11)
        let letters = ["a", "b", "é", "e\u{301}", "😀", "\u{FFFD}", "z.txt", " ", "-"]
        for _ in 0..<200 {
            var builder = ArchiveBuilder()
            var expected: [ArchivePath: [UInt8]] = [:]
            for _ in 0..<Int.random(in: 0..<20, using: &random) {
                let names = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                    (0..<Int.random(in: 1...3, using: &random)).map { _ in letters.randomElement(using: &random) ?? "" }
                        .joined()
                }
                let path = names.joined(separator: "/")
                let content = (0..<Int.random(in: 0..<100, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
                // A file cannot be where a directory is, nor the other way round.
                if (try? builder.add(content, at: path)) != nil { expected[try ArchivePath(path)] = content }
            }
            let archive = builder.sign(with: try PackageFixture.key())
            let read = try MerkleArchive(reading: MemorySource(try archive.bytes()), expected: archive.commitment)
            try read.verifyBodies()
            #expect(Set(read.files.map(\.path)) == Set(expected.keys))
            for (path, content) in expected {
                #expect(try read.file(at: path)?.read() == content)
            }
        }
    }

    @Test
    func `taking files out keeps signature and commitment`() throws {
        let archive = try PackageFixture.archive()
        let filtered = archive.filtered { !$0.description.hasPrefix("images/aarch64") }
        let read = try MerkleArchive(reading: MemorySource(try filtered.bytes()), expected: archive.commitment)
        try read.verifyBodies()
        #expect(read.signature == archive.signature)
        #expect(read.entry(at: try ArchivePath("images/aarch64"))?.isMissing == true)
        #expect(read.entry(at: try ArchivePath("images/aarch64/main.env")) == nil)
        #expect(read.file(at: try ArchivePath("images/x86_64/main.json")) != nil)
        #expect(try read.bytes().count < archive.bytes().count)
        #expect(try MerkleArchive(reading: MemorySource(try read.bytes())).bytes() == read.bytes())
    }

    @Test
    func `a damaged source stops the copy`() throws {
        var bytes = try PackageFixture.stored()
        bytes[bytes.count - 1] ^= 1
        let archive = try MerkleArchive(reading: MemorySource(bytes))
        let file = try PackageFixture.emptyFile()
        #expect(failure { () throws(StartError) in try archive.write(to: file) } == .invalidSignature)
    }

    @Test
    func `large bodies go through files piece by piece`() throws {
        let files = SimulatedFileSystem()
        func open(_ path: String) throws -> any OpenFile {
            try files.open(FilePath(path), .createNew, permissions: .ownerReadWrite)
        }
        let content = (0..<3_000_001).map { UInt8($0 % 251) }
        let body = try open("/body")
        try body.write(content, at: 0)
        var builder = try PackageFixture.builder(leavingOut: ["javascript.squashfs"])
        try builder.add(try FileSource(body), at: "javascript.squashfs")
        let archive = builder.sign(with: try PackageFixture.key())

        let stored = try open("/package")
        var progress: [UInt64] = []
        try archive.write(to: stored) { progress.append($0) }
        #expect(progress.last == (try archive.storedSize()))
        #expect(progress.count > 4)

        let package = try S9pk.verify(try FileSource(stored))
        let region = try package.file("javascript.squashfs").region
        #expect(try stored.read(at: Int64(region.offset), count: Int(region.size)) == content)
        let copy = try open("/copy")
        try package.file("javascript.squashfs").copy(to: copy)
        #expect(try copy.read(at: 0, count: content.count + 1) == content)
        #expect(
            failure { () throws(StartError) in
                _ = try package.file("javascript.squashfs").read(limit: 3_000_000)
            } == .invalidRequest)
    }

    @Test
    func `a file and a directory cannot share a name`() throws {
        var builder = ArchiveBuilder()
        try builder.add([1], at: "a/b")
        #expect(throws: StartError.self) { try builder.add([1], at: "a") }
        #expect(throws: StartError.self) { try builder.add([1], at: "a/b/c") }
        try builder.remove("a/b")
        try builder.add([1], at: "a")
        #expect(builder.sign(with: try PackageFixture.key()).paths == ["a"])
    }
}
