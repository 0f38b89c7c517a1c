import Errors
import JSONValues
@testable import PackageArchive
import Testing

struct ValidationTests {
    private func package(leavingOut omitted: Set<String> = [], adding: [String: [UInt8]] = [:]) throws -> S9pk {
        var builder = try PackageFixture.builder(leavingOut: omitted)
        for (path, content) in adding { try builder.add(content, at: path) }
        return try S9pk(builder.sign(with: try PackageFixture.key()))
    }

    @Test
    func `a whole package is valid`() throws {
        let package = try package()
        let validation = try package.validate()
        #expect(validation.warnings.isEmpty)
        #expect(Set(validation.kept.map(\.description)) == Set(PackageFixture.contents.map(\.path)))
        #expect(try package.license() == "MIT")
        #expect(try package.instructions() == "# Hällo\n")
        #expect(package.version == "1.2.3:0")
        #expect(try package.iconDataURL().hasPrefix("data:image/svg+xml;base64,PHN2Zy"))
    }

    @Test(arguments: [
        "icon.svg", "LICENSE.md", "javascript.squashfs", "images/x86_64/main.squashfs", "images/aarch64/main.squashfs",
        "images/aarch64/main.json", "images/x86_64/main.env",
    ])
    func `a missing file is named`(path: String) throws {
        // Without its root file system, an image is emulated; with nothing to emulate, that one is missed.
        let package = try package(leavingOut: [path])
        let code = failure { () throws(StartError) in try package.validate() }
        #expect(code == (path == "images/x86_64/main.squashfs" ? nil : .parseS9pk))
    }

    @Test
    func `the manifest must be there and be a file`() throws {
        #expect(
            failure { () throws(StartError) in
                try wrapped { try package(leavingOut: ["manifest.json"]) }
            } == .notFound)
        let directory = ["manifest.json/x": [UInt8(1)]]
        #expect(
            failure { () throws(StartError) in
                try wrapped { try package(leavingOut: ["manifest.json"], adding: directory) }
            } == .parseS9pk)
    }

    private func wrapped(_ body: () throws -> S9pk) throws(StartError) {
        do { _ = try body() } catch { throw StartError(wrapping: error) }
    }

    @Test(arguments: [
        "id", "version", "canMigrateTo", "canMigrateFrom", "title", "description", "releaseNotes", "license",
        "upstreamRepo", "images", "volumes",
    ])
    func `required members are required`(name: String) {
        var manifest = PackageFixture.manifest
        manifest[name] = nil
        let bytes = manifest.bytes
        #expect(failure { () throws(StartError) in _ = try S9pk.manifest(parsing: bytes) } == .deserialization)
    }

    @Test(
        arguments: [
            ("id", "../x"), ("id", "Upper"), ("id", "a--b"), ("images", ["../x": ["source": "packed", "arch": []]]),
            ("images", ["main": ["source": "packed", "arch": ["../.."]]]), ("volumes", ["../x"]), ("volumes", [1]),
            ("dependencies", ["../x": ["optional": true]]), ("dependencies", ["x": [:]]),
            ("hardwareRequirements", ["arch": ["a/b"]]), ("version", "1"), ("satisfies", ["1:0", "x"]),
            ("satisfies", "1:0"),
            ("canMigrateTo", "foo"), ("canMigrateFrom", "1.x"), ("osVersion", "0.4.0:0"), ("sdkVersion", 1),
            ("description", ["short": 1, "long": "x"]),
        ] as [(String, JSON)])
    func `members of the wrong kind are refused`(name: String, value: JSON) {
        var manifest = PackageFixture.manifest
        manifest[name] = value
        let bytes = manifest.bytes
        #expect(failure { () throws(StartError) in _ = try S9pk.manifest(parsing: bytes) } == .deserialization)
    }

    @Test
    func `two icons are one too many, whatever stands between them`() throws {
        let two = try package(adding: ["icon.png": [1]])
        #expect(failure { () throws(StartError) in try two.validate() } == .parseS9pk)
        // Neither of these is an icon.
        let one = try package(adding: ["icon-old.png": [1], "icon.PNG": [1], "icon": [1], "icon.txt": [1]])
        #expect(throws: Never.self) { try one.validate() }
    }

    @Test
    func `for one architecture the others go`() throws {
        let package = try package(adding: ["README.md": [1]])
        let filtered = try package.filtered(for: "x86_64")
        #expect(filtered.archive.commitment == package.archive.commitment)
        #expect(filtered.archive.paths.filter { $0.hasPrefix("images/aarch64") } == [])
        #expect(!filtered.archive.paths.contains("README.md"))
        #expect(try filtered.validate(for: "x86_64").architectures == ["main": "x86_64"])
        #expect(failure { () throws(StartError) in try filtered.validate() } == .parseS9pk)
    }

    @Test
    func `an architecture without an image is emulated`() throws {
        let package = try package()
        let validation = try package.validate(for: "riscv64")
        #expect(validation.architectures == ["main": "aarch64"])
        #expect(!validation.kept.contains(try ArchivePath("images/x86_64/main.json")))
    }

    @Test
    func `what is optional is only missed`() throws {
        let package = try package(leavingOut: ["instructions.md", "assets.squashfs"])
        #expect(try package.validate().warnings.count == 2)
        #expect(try package.instructions() == nil)
        let legacy = try self.package(leavingOut: ["assets.squashfs"], adding: ["assets/a.squashfs": [1]])
        #expect(try legacy.validate().kept.contains(try ArchivePath("assets/a.squashfs")))
    }

    @Test
    func `images need architectures from somewhere`() throws {
        var manifest = PackageFixture.manifest
        manifest["images"] = ["main": ["source": "packed", "arch": ["x86_64"]]]
        let without = try package(adding: ["manifest.json": manifest.bytes])
        #expect(failure { () throws(StartError) in try without.validate() } == .parseS9pk)
        manifest["hardwareRequirements"] = ["arch": ["x86_64"]]
        let with = try package(adding: ["manifest.json": manifest.bytes])
        #expect(throws: Never.self) { try with.validate() }
    }
}
