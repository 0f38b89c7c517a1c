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

@Suite("A folder with service.yaml")
struct DescribedServiceTests {
    static let description = """
        id: hello
        version: 1.0.0:0
        title: Hello
        license: MIT
        description: {short: Says hello, long: Says hello to everybody.}
        upstreamRepo: https://example.com/
        images:
          main: {rootfs: rootfs.tar, user: worker, environment: {A: 1}}
        settings:
          greeting: {default: hello}
        daemons:
          web: {command: [httpd, -f]}
        dependencies:
          other: {title: Other, icon: other.png}

        """

    private func folder() throws -> PackageFixture {
        let folder = try PackageFixture()
        try LiveFileSystem().removeTree(folder.path.appending("javascript"))
        try folder.shell("tar --sort=name --mtime=@0 -C rootfs -cf rootfs.tar . && rm -r rootfs")
        try folder.write("service.yaml", Self.description)
        return folder
    }

    @Test("becomes an ordinary package with the interpreter for its program")
    func packs() async throws {
        let folder = try folder()
        let packed = try await folder.pack()
        #expect(packed.manifest.volumes == ["settings"])
        #expect(packed.manifest.canMigrateFrom == "<=1.0.0:0")
        let archive = try MerkleArchive(
            reading: FileSource(LiveFileSystem().open(packed.path, .read, permissions: .ownerReadWrite)))
        func file(_ path: String) throws -> [UInt8] { try #require(archive.file(at: try ArchivePath(path))).read() }
        #expect(try file("images/x86_64/main.env") == Array("A=1".utf8))
        #expect(try JSON(parsing: file("images/x86_64/main.json"))["user"] == "worker")
        #expect(archive.file(at: try ArchivePath("dependencies/other/icon.png")) != nil)

        let squashfs = folder.path.appending("program.squashfs")
        try LiveFileSystem().replaceFile(squashfs, with: file("javascript.squashfs"))
        try folder.shell("unsquashfs -q -n -d program program.squashfs >/dev/null")
        let program = try JSON(parsing: LiveFileSystem().readFile(folder.path.appending("program/service.json")))
        #expect(program["daemons"]?[0]?["program"]?["command"] == ["httpd", "-f"])
        // Node loads it, and it has what the runtime asks for.
        let names = try folder.shell("node -p 'Object.keys(require(\"./program/index.js\")).sort().join()'")
        #expect(names == "actions,createBackup,init,main,uninit\n")
    }

    @Test("gives the same bytes from another checkout: other permissions, times, umask, time zone, host name")
    func isReproducible() async throws {
        var files: [[UInt8]] = []
        for preparation in [
            "true",
            "chmod -R go= LICENSE.md assets rootfs/bin rootfs/etc && chmod u+x service.yaml && touch -d '1999-01-01' assets *",
        ] {
            let folder = try folder()
            try folder.shell(
                """
                rm -f LICENSE.md && echo MIT > LICENSE.md && printf x > assets/new
                mkdir -p rootfs/tmp && chmod 1777 rootfs/tmp && tar -xf rootfs.tar -C rootfs && \(preparation)
                """)
            try folder.write(
                "service.yaml", Self.description.replacingOccurrences(of: "rootfs.tar", with: "rootfs"))
            files.append(try LiveFileSystem().readFile(try await folder.pack().path))
        }
        #expect(files[0] == files[1])
    }

    @Test("takes an OCI image with its owners, user and variables, the same bytes each time")
    func openContainerImage() async throws {
        let folder = try folder()
        try folder.shell(
            """
            umoci init --layout image && umoci new --image image:v1 && umoci unpack --image image:v1 bundle 2>/dev/null
            mkdir -p bundle/rootfs/etc && echo hi > bundle/rootfs/etc/motd && chown 7:8 bundle/rootfs/etc/motd
            umoci repack --image image:v1 bundle 2>/dev/null
            umoci config --image image:v1 --config.user 7:8 --config.env A=2 --config.env B=3
            rm -r bundle
            """)
        try folder.write(
            "service.yaml",
            Self.description.replacingOccurrences(
                of: "{rootfs: rootfs.tar, user: worker, environment: {A: 1}}", with: "{oci: image, environment: {A: 1}}"
            ))
        let packed = try await folder.pack()
        let bytes = try LiveFileSystem().readFile(packed.path)
        let archive = try MerkleArchive(
            reading: FileSource(LiveFileSystem().open(packed.path, .read, permissions: .ownerReadWrite)))
        func file(_ path: String) throws -> [UInt8] { try #require(archive.file(at: try ArchivePath(path))).read() }
        #expect(try JSON(parsing: file("images/x86_64/main.json"))["user"] == "7:8")
        let environment = String(decoding: try file("images/x86_64/main.env"), as: UTF8.self).split(separator: "\n")
        #expect(environment.contains("B=3") && environment.contains("A=1") && !environment.contains("A=2"))
        try LiveFileSystem().replaceFile(
            folder.path.appending("image.squashfs"), with: file("images/x86_64/main.squashfs"))
        #expect(try folder.shell("unsquashfs -lln image.squashfs").contains("7/8"))
        #expect(try LiveFileSystem().readFile(try await folder.pack().path) == bytes)
    }

    @Test("is refused with all its mistakes, and leaves nothing behind")
    func mistakes() async throws {
        let folder = try folder()
        try folder.write("service.yaml", Self.description.replacingOccurrences(of: "daemons", with: "demons"))
        await #expect {
            try await folder.pack()
        } throws: { error in
            guard let error = error as? StartError else { return false }
            return error.code == .pack && error.message.contains("did you mean `daemons`?")
                && error.message.contains("/hello/service.yaml has 2 mistakes")
        }
        #expect(try LiveFileSystem().list(folder.temporary).isEmpty)
    }

    @Test("is not mixed with a program")
    func both() async throws {
        let folder = try PackageFixture()
        try folder.write("service.yaml", Self.description)
        await #expect {
            try await folder.pack()
        } throws: {
            ($0 as? StartError)?.code == .invalidRequest
        }
    }
}
