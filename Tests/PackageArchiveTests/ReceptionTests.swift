import Errors
import JSONValues
@testable import PackageArchive
import Testing

struct ReceptionTests {
    private func names(_ events: [ArchiveReceiver.Event]) -> [String] {
        events.map { event in
            switch event {
            case .header: "header"
            case .file(let path, _): "\(path)"
            case .size: "size"
            }
        }
    }

    @Test(arguments: [1, 7, 64, 155, 1000, 1 << 20])
    func `what arrives is what was sent`(length: Int) throws {
        let archive = try PackageFixture.archive()
        let bytes = try archive.bytes()
        let (package, events) = try PackageFixture.receive(
            bytes, inPiecesOf: length, size: UInt64(bytes.count), expected: archive.commitment)
        #expect(package.id == "hello-world")
        #expect(package.archive.commitment == archive.commitment)
        for (path, content) in PackageFixture.contents {
            #expect(try package.file(path).read() == content)
        }
        #expect(names(events) == ["header", "LICENSE.md", "icon.svg", "instructions.md", "manifest.json", "size"])
        for case .size(let size) in events { #expect(size == UInt64(bytes.count)) }
        for case .file(let path, let content) in events {
            #expect(content == PackageFixture.contents.first { $0.path == path.description }?.content)
        }
    }

    @Test
    func `a package written again tells what it is before its large files`() throws {
        let read = try MerkleArchive(reading: MemorySource(try PackageFixture.stored()))
        let bytes = try read.bytes()
        let receiver = ArchiveReceiver(writingTo: try PackageFixture.emptyFile())
        let layout = try ArchiveLayout(read)
        var position = 155
        for part in layout.parts {
            switch part {
            case .table(let table): position += table.bytes.count
            case .body(let file) where file.path.description == "javascript.squashfs":
                let events = try receiver.receive(Array(bytes[..<position]))
                #expect(names(events) == ["header", "manifest.json", "icon.svg", "LICENSE.md", "instructions.md"])
                return
            case .body(let file): position += Int(file.region.size)
            }
        }
        Issue.record("no javascript.squashfs in the layout")
    }

    /// Bodies before the table that lists them.
    private func reversed() throws -> [UInt8] {
        var archive = HandMadeArchive()
        let lead = PackageFixture.manifest.bytes
        archive.lead = lead
        archive.records = [try HandMadeArchive.file("manifest.json", lead, at: 155)]
        return try archive.stored()
    }

    @Test
    func `files before their table are verified at the end`() throws {
        var bytes = try reversed()
        let received = try PackageFixture.receive(bytes, inPiecesOf: 100, size: UInt64(bytes.count))
        #expect(received.package.id == "hello-world")
        bytes[200] ^= 1
        let damaged = failure { () throws(StartError) in
            _ = try PackageFixture.receive(bytes, inPiecesOf: 100, size: UInt64(bytes.count))
        }
        #expect(damaged == .invalidSignature)
    }

    @Test
    func `such an order needs a known size`() throws {
        let bytes = try reversed()
        let receiver = ArchiveReceiver(writingTo: try PackageFixture.emptyFile())
        #expect(failure { () throws(StartError) in _ = try receiver.receive(bytes) } == .parseS9pk)
    }

    @Test
    func `gaps are refused`() throws {
        var archive = HandMadeArchive()
        let manifest = PackageFixture.manifest.bytes
        let record = 1 + 13 + 41 + 8
        let position = UInt64(155 + 1 + record + 5)
        archive.records = [try HandMadeArchive.file("manifest.json", manifest, at: position)]
        archive.tail = [0, 0, 0, 0, 0] + manifest
        let bytes = try archive.stored()
        for size in [nil, UInt64(bytes.count)] {
            let code = failure { () throws(StartError) in
                _ = try PackageFixture.receive(bytes, inPiecesOf: 100, size: size)
            }
            #expect(code == .parseS9pk)
        }
    }
}
