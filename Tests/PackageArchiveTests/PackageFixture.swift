import Errors
import JSONValues
@testable import PackageArchive
import SimulatedSystem
import SystemInterface
import SystemPackage
import Testing

/// A small package with everything a real one has.
enum PackageFixture {
    static let manifest: JSON = [
        "id": "hello-world", "version": "1.2.3:0", "canMigrateTo": "!", "canMigrateFrom": "*",
        "title": "Hello World", "description": ["short": "Says hello", "long": ["en_US": "Says hello to the world"]],
        "releaseNotes": "First", "license": "MIT", "upstreamRepo": "https://example.com/",
        "images": ["main": ["source": "packed", "arch": ["x86_64", "aarch64"], "emulateMissingAs": "aarch64"]],
        "volumes": ["main"], "dependencies": ["other": ["description": nil, "optional": true]],
        "hardwareRequirements": ["device": [], "ram": nil, "arch": nil],
    ]

    static let contents: [(path: String, content: [UInt8])] = [
        ("manifest.json", manifest.bytes),
        ("icon.svg", Array("<svg xmlns=\"http://www.w3.org/2000/svg\"/>".utf8)),
        ("LICENSE.md", Array("MIT".utf8)),
        ("instructions.md", Array("# Hällo\n".utf8)),
        ("javascript.squashfs", (0..<1100).map { UInt8($0 % 253) }),
        ("assets.squashfs", Array("assets".utf8)),
        ("dependencies/other/metadata.json", Array(#"{"title":"Other"}"#.utf8)),
        ("dependencies/other/icon.png", [0x89, 0x50, 0x4E, 0x47]),
        ("images/x86_64/main.squashfs", Array("root of x86_64".utf8)),
        ("images/x86_64/main.json", Array(#"{"workdir":"/"}"#.utf8)),
        ("images/x86_64/main.env", []),
        ("images/aarch64/main.squashfs", Array("root of aarch64".utf8)),
        ("images/aarch64/main.json", Array(#"{"workdir":"/"}"#.utf8)),
        ("images/aarch64/main.env", Array("A=b".utf8)),
    ]

    static func key() throws -> SigningKey {
        try SigningKey(seed: [UInt8](repeating: 7, count: 32))
    }

    static func builder(leavingOut omitted: Set<String> = []) throws -> ArchiveBuilder {
        var builder = ArchiveBuilder()
        for (path, content) in contents where !omitted.contains(path) {
            try builder.add(content, at: path)
        }
        return builder
    }

    static func archive() throws -> MerkleArchive {
        try builder().sign(with: try key())
    }

    static func stored() throws -> [UInt8] {
        try archive().bytes()
    }

    /// An empty file on a simulated disk.
    static func emptyFile() throws -> any OpenFile {
        try SimulatedFileSystem().open(FilePath("/package.s9pk"), .createNew, permissions: .ownerReadWrite)
    }

    /// Feeds a whole package to a receiver in pieces and ends the reception.
    static func receive(
        _ bytes: [UInt8], inPiecesOf length: Int, size: UInt64? = nil, expected: ArchiveCommitment? = nil
    ) throws(StartError) -> (package: S9pk, events: [ArchiveReceiver.Event]) {
        let file: any OpenFile
        do { file = try emptyFile() } catch { throw StartError(wrapping: error) }
        let receiver = ArchiveReceiver(writingTo: file, size: size, expected: expected)
        var events: [ArchiveReceiver.Event] = []
        var start = 0
        while start < bytes.count {
            let end = min(start + length, bytes.count)
            events += try receiver.receive(Array(bytes[start..<end]))
            start = end
        }
        return (try receiver.finish(), events)
    }
}

/// The code with which `body` fails; nil when it does not.
func failure(of body: () throws(StartError) -> Void) -> ErrorCode? {
    do throws(StartError) {
        try body()
        return nil
    } catch {
        return error.code
    }
}
