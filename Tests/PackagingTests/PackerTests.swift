import Errors
import Foundation
import JSONValues
import LiveSystem
import PackageArchive
import ServerDocument
import SystemInterface
import SystemPackage
import Testing

@testable import Packaging

@Suite struct PackerTests {
    @Test func packsAFolderIntoAFileThatVerifies() async throws {
        let folder = try PackageFixture()
        let packed = try await folder.pack()
        #expect(packed.path == folder.path.appending("hello.s9pk"))

        let source = try FileSource(LiveFileSystem().open(packed.path, .read, permissions: .ownerReadWrite))
        try S9pk.verify(source)
        let archive = try MerkleArchive(reading: source, expected: packed.commitment)
        #expect(
            archive.paths.filter { !$0.hasSuffix("/") }.sorted() == [
                "LICENSE.md", "assets.squashfs", "dependencies/other/icon.png", "dependencies/other/metadata.json",
                "icon.svg", "images/x86_64/main.env", "images/x86_64/main.json", "images/x86_64/main.squashfs",
                "instructions.md", "javascript.squashfs", "manifest.json",
            ])
        func text(_ path: String) throws -> String {
            let file = try #require(archive.file(at: try ArchivePath(path)))
            return String(decoding: try file.read(), as: UTF8.self)
        }
        let manifest = try Manifest(json: JSON(parsing: text("manifest.json")))
        #expect(manifest == packed.manifest)
        #expect(manifest.images["main"]?.source == .packed)
        #expect(manifest.hardwareRequirements.architectures == ["x86_64"])
        #expect(manifest.dependencies["other"]?.metadata == nil)
        #expect(try text("images/x86_64/main.env") == "A=1\nB=two words")
        #expect(
            try text("images/x86_64/main.json")
                == #"{"workdir":"/srv","user":"root","entrypoint":null,"cmd":["/bin/sh"]}"#)
        #expect(try text("dependencies/other/metadata.json") == #"{"title":"Other"}"#)
        #expect(try text("icon.svg") == "<svg/>")
        #expect(try LiveFileSystem().list(folder.temporary).isEmpty)
    }

    @Test func packsTheSameBytesTwice() async throws {
        let folder = try PackageFixture()
        let first = try await folder.pack()
        let bytes = try LiveFileSystem().readFile(first.path)
        // Another time stamp on a file is no other content.
        try folder.write("javascript/index.js", folder.program())
        let second = try await folder.pack()
        #expect(first.commitment == second.commitment)
        #expect(try LiveFileSystem().readFile(second.path) == bytes)
    }

    @Test func keepsOwnersOfATar() async throws {
        let folder = try PackageFixture()
        try folder.shell("tar -C rootfs --owner=7 --group=8 -czf rootfs.tar.gz .")
        try folder.write(
            "javascript/index.js",
            folder.program { $0["images"] = Self.image(["rootfs": ["path": "rootfs.tar.gz"]]) })
        let packed = try await folder.pack()
        let source = try FileSource(LiveFileSystem().open(packed.path, .read, permissions: .ownerReadWrite))
        let archive = try MerkleArchive(reading: source)
        let squashfs = try #require(archive.file(at: try ArchivePath("images/x86_64/main.squashfs")))
        let output = try LiveFileSystem().open(
            folder.path.appending("image.squashfs"), .createNew, permissions: .ownerReadWrite)
        try squashfs.copy(to: output)
        output.close()
        let listing = try folder.shell("unsquashfs -lln image.squashfs")
        #expect(listing.contains("7/8"))
        #expect(listing.hasPrefix("drwxr-xr-x"))
    }

    static func image(_ source: JSON) -> JSON {
        ["main": ["source": source, "arch": ["x86_64"]]]
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        let name: String
        let code: ErrorCode
        let words: String
        let make: @Sendable (PackageFixture) throws -> Void

        var testDescription: String { name }
    }

    static let mistakes: [Mistake] = [
        Mistake(name: "no program", code: .notFound, words: "index.js") { try $0.remove("javascript/index.js") },
        Mistake(name: "no icon", code: .notFound, words: "no icon file") { try $0.remove("icon.svg") },
        Mistake(name: "two icons", code: .invalidRequest, words: "icon.png, icon.svg") {
            try $0.write("icon.png", "x")
        },
        Mistake(name: "icon of no kind", code: .invalidRequest, words: "icon.txt") {
            try $0.remove("icon.svg")
            try $0.write("icon.txt", "x")
        },
        Mistake(name: "no licence", code: .notFound, words: "no license file") { try $0.remove("LICENSE.md") },
        Mistake(name: "no instructions", code: .notFound, words: "instructions.md") {
            try $0.remove("instructions.md")
        },
        Mistake(name: "program that throws", code: .javascript, words: "bad day") {
            try $0.write("javascript/index.js", "throw new Error('bad day')")
        },
        Mistake(name: "no manifest", code: .javascript, words: "manifest") {
            try $0.write("javascript/index.js", "exports.main = 1")
        },
        Mistake(name: "bad id", code: .deserialization, words: "`id`") { folder in
            try folder.write("javascript/index.js", folder.program { $0["id"] = "Hello World" })
        },
        Mistake(name: "no root file system", code: .notFound, words: "nothing-here") { folder in
            try folder.write(
                "javascript/index.js",
                folder.program { $0["images"] = image(["rootfs": ["path": "nothing-here"]]) })
        },
        Mistake(name: "container engine", code: .pack, words: "dockerTag") { folder in
            try folder.write(
                "javascript/index.js", folder.program { $0["images"] = image(["dockerTag": "hello:1"]) })
        },
        Mistake(name: "already packed", code: .pack, words: "packed") { folder in
            try folder.write("javascript/index.js", folder.program { $0["images"] = image("packed") })
        },
        Mistake(name: "image for another machine", code: .invalidRequest, words: "riscv64") { folder in
            try folder.write(
                "javascript/index.js",
                folder.program {
                    $0["images"] = ["main": ["source": ["rootfs": ["path": "rootfs"]], "arch": ["riscv64"]]]
                })
        },
        Mistake(name: "missing dependency icon", code: .notFound, words: "Dependency `other`") { folder in
            try folder.write(
                "javascript/index.js",
                folder.program {
                    $0["dependencies"] = [
                        "other": ["optional": true, "metadata": ["title": "Other", "icon": "missing.png"]]
                    ]
                })
        },
    ]

    @Test(arguments: mistakes)
    func saysWhatIsWrongAndLeavesNothingBehind(_ mistake: Mistake) async throws {
        let folder = try PackageFixture()
        try mistake.make(folder)
        await #expect {
            _ = try await folder.pack()
        } throws: { error in
            guard let error = error as? StartError else { return false }
            return error.code == mistake.code && error.message.contains(mistake.words)
        }
        #expect(try LiveFileSystem().list(folder.temporary).isEmpty)
        #expect(try !LiveFileSystem().list(folder.path).contains { $0.contains(".s9pk") })
    }
}

@Suite struct PackageSignerTests {
    @Test func prefersTheNamedKeyThenTheWorkspaceThenTheDeveloper() throws {
        let folder = try PackageFixture()
        let files = LiveFileSystem()
        let developer = folder.path.appending("developer.key.pem")
        func find(_ explicit: FilePath? = nil) throws -> VerifyingKey {
            try PackageSigner.key(
                explicit: explicit, folders: [folder.path.appending("javascript")], developerKey: developer,
                files: files
            ).verifyingKey
        }
        #expect { try find() } throws: { ($0 as? StartError)?.code == .uninitialized }
        let keys = try (1...3).map { try SigningKey(seed: Array(repeating: UInt8($0), count: 32)) }
        try KeyFile.write(keys[0], to: developer, in: files)
        #expect(try find() == keys[0].verifyingKey)
        try files.createDirectory(folder.path.appending(".startos"), permissions: .ownerReadWriteExecute)
        try KeyFile.write(keys[1], to: folder.path.appending(".startos/build-key"), in: files)
        #expect(try find() == keys[1].verifyingKey)
        let named = folder.path.appending("named.pem")
        try KeyFile.write(keys[2], to: named, in: files)
        #expect(try find(named) == keys[2].verifyingKey)
    }
}
