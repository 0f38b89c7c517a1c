import Containers
import Errors
import LiveSystem
import SystemInterface
import SystemPackage
import Testing

@Suite(.timeLimit(.minutes(3)), .serialized) struct MountTests {
    @Test func slicesOfAFileAreMountedAndTranslated() async throws {
        try await withTinySystem(firstService: 3300) { system async throws in
            // Two images in one file, at odd places, as in a package.
            let package = system.directory.appending("package")
            let size = try #require(try system.files.status(of: system.layer)).size
            let commands = "{ head -c 1000 /dev/zero; cat \"$1\"; head -c 123 /dev/zero; cat \"$1\"; } > \"$2\""
            try await system.processes.output(
                of: Command("sh", ["-c", commands, "sh", system.layer.string, package.string]))
            let container = try await system.engine.create(
                system.definition(mounts: [
                    ContainerMount(.squashfs(file: package, offset: 1000, size: size), at: "/media/startos/images/one"),
                    ContainerMount(
                        .squashfs(file: package, offset: 1123 + size, size: size), at: "/usr/lib/startos/package"),
                ]))
            try await container.start()
            for path in ["/media/startos/images/one", "/usr/lib/startos/package"] {
                let owner = try await system.run(container, "stat -c '%u %g' \(path)/usr/bin/start")
                #expect(owner.outputText == "0 0\n")
                let write = try await system.run(container, "touch \(path)/file")
                #expect(write.status != 0)
            }
            try await container.destroy()
            let left = try await system.machine()
            #expect(left == [])
        }
    }

    @Test func ownedAndMappedDirectories() async throws {
        try await withTinySystem(firstService: 3310) { system async throws in
            let range = try #require(IdentifierRange(service: 3310))
            let owned = system.directory.appending("rpc")
            let shared = system.directory.appending("shared")
            try system.files.createDirectory(shared, permissions: FilePermissions(rawValue: 0o755))
            try system.files.replaceFile(shared.appending("thirty"), with: [])
            try system.files.changeOwner(of: shared.appending("thirty"), user: 30, group: 30)
            let map = IdentifierMap(changes: [IdentifierMap.Change(from: 30, to: 1000, count: 1)])
            let container = try await system.engine.create(
                system.definition(mounts: [
                    ContainerMount(.owned(path: owned), at: "/media/startos/rpc"),
                    ContainerMount(.mapped(path: shared, map: map), at: "/mnt/shared", readOnly: true),
                ]))
            try await container.start()
            let result = try await system.run(
                container, "touch /media/startos/rpc/a && stat -c %u /mnt/shared/thirty; touch /mnt/shared/x")
            #expect(result.outputText == "1000\n")
            #expect(result.errorText.contains("Read-only"))
            #expect(try system.files.status(of: owned.appending("a"))?.user == range.start)
        }
    }

    @Test func mountsComeAndGoWhileItRuns() async throws {
        try await withTinySystem(firstService: 3320) { system async throws in
            let container = try await system.engine.create(system.definition())
            try await container.start()
            let other = system.directory.appending("other")
            try system.files.createDirectory(other, permissions: FilePermissions(rawValue: 0o755))
            try system.files.replaceFile(other.appending("file"), with: Array("content".utf8))
            let mount = ContainerMount(.mapped(path: other), at: "/mnt/other", readOnly: true)
            try await container.mount(mount)
            try await container.mount(mount)
            let seen = try await system.run(container, "cat /mnt/other/file; stat -c %u /mnt/other/file")
            #expect(seen.outputText == "content0\n")
            let file = ContainerMount(.mapped(path: other, subpath: "file"), at: "/mnt/one-file")
            try await container.mount(file)
            let one = try await system.run(container, "cat /mnt/one-file")
            #expect(one.outputText == "content")
            try await container.unmount("/mnt/other")
            try await container.unmount("/mnt/other")
            try await container.unmount("/mnt/never")
            let gone = try await system.run(container, "ls -A /mnt/other")
            #expect(gone.outputText == "")
            #expect(try system.files.exists(other.appending("file")))
            try await container.destroy()
            let left = try await system.machine()
            #expect(left == [])
        }
    }

    @Test func linksLeadNowhereOutside() async throws {
        try await withTinySystem(firstService: 3330) { system async throws in
            let secret = system.directory.appending("secret")
            try system.files.createDirectory(secret, permissions: FilePermissions(rawValue: 0o755))
            try system.files.replaceFile(secret.appending("key"), with: Array("secret".utf8))
            // The volume and the root file system are full of links that lead out of the container.
            let container = try await system.engine.create(
                system.definition(
                    work: """
                        ln -s \(secret) /media/startos/volumes/main/link
                        ln -s ../../../..\(secret) /media/startos/volumes/main/up
                        ln -s \(secret) /mnt
                        ln -s /proc/self/root\(secret) /magic
                        """))
            try await container.start()
            try await system.wait(for: system.volume().appending("ready"))
            for subpath in ["link", "up", "../secret", "link/.."] {
                let mount = ContainerMount(
                    .mapped(path: system.volume(), subpath: FilePath(subpath)), at: "/try", readOnly: true)
                _ = try? await container.mount(mount)
                let seen = try await system.run(container, "cat /try/key /try/secret/key")
                #expect(!seen.outputText.contains("secret"))
            }
            let harmless = ContainerMount(.mapped(path: system.volume()), at: "/mnt/inside")
            try? await container.mount(harmless)
            #expect(try system.files.list(secret) == ["key"])
            try? await container.mount(ContainerMount(.mapped(path: system.volume()), at: "/magic/x"))
            #expect(try system.files.list(secret) == ["key"])

            let volume = try ConfinedDirectory(system.volume())
            for path in ["link/key", "up/key", "../secret/key", "/link/key"] {
                let error = #expect(throws: StartError.self) { try volume.readFile(FilePath(path)) }
                #expect(error?.code == .notFound)
            }
            try volume.removeTree("link")
            try? volume.removeTree("up/key")
            #expect(try system.files.list(secret) == ["key"])
        }
    }

    @Test func devicesAreHandedThrough() async throws {
        try await withTinySystem(firstService: 3340) { system async throws in
            var definition = system.definition()
            definition.devices = [.userspaceFileSystems, .virtualNetworking, .hardwareAcceleration]
            let container = try await system.engine.create(definition)
            try await container.start()
            for device in ["/dev/fuse", "/dev/net/tun"] where try system.files.exists(FilePath(device)) {
                let opened = try await system.run(container, "[ -c \(device) ] && : < \(device)")
                #expect(opened.status == 0, "\(device): \(opened.errorText)")
            }
        }
    }

    @Test func manyRoundsKeepNoLoopDevices() async throws {
        try await withTinySystem(firstService: 3350) { system async throws in
            let size = try #require(try system.files.status(of: system.layer)).size
            let image = ContainerMount(
                .squashfs(file: system.layer, offset: 0, size: size), at: "/media/startos/images/one")
            for _ in 0..<10 {
                let container = try await system.engine.create(system.definition(mounts: [image]))
                try await container.start()
                try await container.destroy()
            }
            let left = try await system.machine()
            #expect(left == [])
        }
    }

    @Test func layersAreSharedByContainers() async throws {
        try await withTinySystem(firstService: 3360) { system async throws in
            for number in 0..<3 {
                _ = try await system.engine.create(system.definition("shared\(number)", number: number))
            }
            let loops = try await system.machine().filter { $0.hasPrefix("loop") }
            #expect(loops.count == 1)
        }
    }
}
