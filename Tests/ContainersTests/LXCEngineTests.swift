import Containers
import Errors
import LiveSystem
import SystemInterface
import SystemPackage
import Testing

/// Real containers; needs root, LXC and busybox-static.
@Suite(.timeLimit(.minutes(3)), .serialized) struct LXCEngineTests {
    @Test func aContainerLivesAndLeavesNoTrace() async throws {
        try await withTinySystem(firstService: 3000) { system async throws in
            let before = try await system.machine()
            let container = try await system.engine.create(
                system.definition(
                    work:
                        "id -u > /media/startos/volumes/main/who; cat /etc/resolv.conf > /media/startos/volumes/main/dns"
                ))
            #expect(await container.state == .prepared)
            try await container.start()
            try await container.start()
            guard case .running(let process) = await container.state else {
                Issue.record("does not run")
                return
            }
            try await system.wait(for: system.volume().appending("ready"))
            // On disk ids are as the container sees them.
            let written = try #require(try system.files.status(of: system.volume().appending("who")))
            #expect(written.user == 0 && written.group == 0)
            #expect(try system.files.readText(system.volume().appending("who")) == "0\n")
            #expect(try system.files.readText(system.volume().appending("dns")) == "nameserver 10.59.0.1\n")
            let status = try system.files.readText(FilePath("/proc/\(process)/status"))
            let range = try #require(IdentifierRange(service: 3000))
            #expect(status?.contains("Uid:\t\(range.start)\t") == true)
            #expect(try #require(await container.usage()).memory > 0)

            let waiting = Task { try await container.waitForEnd() }
            try await container.stop(timeout: .seconds(10))
            let end = try await waiting.value
            #expect(end.status ?? 7 == 7)
            #expect(await container.state == .ended(end))
            try await container.stop(timeout: .seconds(10))
            try await container.destroy()
            try await container.destroy()
            #expect(await container.state == .destroyed)
            let left = try await system.machine()
            #expect(left == before)
            #expect(try system.files.exists(system.volume().appending("who")))
            #expect(try await system.engine.names() == [])
        }
    }

    @Test func anEndIsNoticedAndTheNextStartWorks() async throws {
        try await withTinySystem(firstService: 3010) { system async throws in
            let container = try await system.engine.create(system.definition())
            try await container.start()
            try await system.wait(for: system.volume().appending("ready"))
            guard case .running(let process) = await container.state else { return }
            let waiting = Task { try await container.waitForEnd() }
            try await system.processes.output(of: Command("kill", ["-9", "\(process)"]))
            let end = try await waiting.value
            #expect(end.status ?? 137 == 137)
            try await container.start()
            guard case .running(let second) = await container.state else {
                Issue.record("does not run again")
                return
            }
            #expect(second != process)
        }
    }

    @Test func aKilledMonitorTakesEverythingAlong() async throws {
        try await withTinySystem(firstService: 3090) { system async throws in
            let container = try await system.engine.create(system.definition())
            try await container.start()
            guard case .running(let process) = await container.state else { return }
            let status = try #require(try system.files.readText(FilePath("/proc/\(process)/status")))
            let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("PPid:") })
            try await system.processes.output(of: Command("kill", ["-9", "\(line.dropFirst(6))"]))
            _ = try await container.waitForEnd()
            try await container.destroy()
            let left = try await system.machine()
            #expect(left == [])
        }
    }

    @Test func limitsHold() async throws {
        try await withTinySystem(firstService: 3100) { system async throws in
            var definition = system.definition()
            definition.limits = ContainerLimits(processes: 20, memory: 64 << 20)
            let container = try await system.engine.create(definition)
            try await container.start()
            let bomb = try await system.run(
                container, "i=0; while [ $i -lt 100 ]; do sleep 100 & i=$((i+1)); done; echo all")
            #expect(!bomb.outputText.contains("all"))
            let usage = try #require(await container.usage())
            #expect((1...20).contains(usage.processes))
            #expect(usage.processorTime > .zero)
        }
    }

    @Test func waitingCanBeCancelled() async throws {
        try await withTinySystem(firstService: 3020) { system async throws in
            let container = try await system.engine.create(system.definition())
            try await container.start()
            let waiting = Task { try await container.waitForEnd() }
            waiting.cancel()
            let error = await #expect(throws: StartError.self) { try await waiting.value }
            #expect(error?.code == .cancelled)
        }
    }

    @Test func initThatDoesNotListenIsKilled() async throws {
        try await withTinySystem(firstService: 3030) { system async throws in
            let container = try await system.engine.create(
                system.definition(
                    work: "trap '' TERM; touch /media/startos/volumes/main/ready; while :; do sleep 1; done"))
            try await container.start()
            try await system.wait(for: system.volume().appending("ready"))
            try await container.stop(timeout: .milliseconds(100))
            let end = try await container.waitForEnd()
            #expect(end.status ?? 137 == 137)
        }
    }

    @Test func aContainerThatCannotStartSaysWhy() async throws {
        try await withTinySystem(firstService: 3040) { system async throws in
            var definition = system.definition()
            definition.initCommand = ["/no/such/program"]
            let container = try await system.engine.create(definition)
            let error = await #expect(throws: StartError.self) { try await container.start() }
            #expect(error?.code == .container)
            let message = error?.message ?? ""
            #expect(message.contains("/no/such/program"))
        }
    }

    @Test func aRestartedDaemonFindsWhatRuns() async throws {
        try await withTinySystem(firstService: 3050) { system async throws in
            let definition = system.definition()
            let first = try await system.engine.create(definition)
            try await first.start()
            let orphan = try await system.engine.create(system.definition("orphan", number: 1))
            try await orphan.start()

            let engine = system.anotherEngine()
            #expect(try await engine.names() == ["hello", "orphan"])
            let adopted = try #require(try await engine.adopt(definition))
            #expect(await adopted.state == first.state)
            #expect(try await engine.adopt(definition) === adopted)
            #expect(try await engine.adopt(system.definition("missing", number: 2)) == nil)

            try await engine.destroyAll(except: ["hello"])
            #expect(try await engine.names() == ["hello"])
            _ = try await orphan.waitForEnd()
            guard case .running = await adopted.state else {
                Issue.record("the kept container is gone")
                return
            }
            try await adopted.stop(timeout: .seconds(10))
            _ = try await first.waitForEnd()
            try await adopted.destroy()
            let left = try await system.machine()
            #expect(left == [])
        }
    }

    @Test func keptLayersOutliveTheLastContainer() async throws {
        try await withTinySystem(firstService: 3070) { system async throws in
            let before = try await system.machine()
            let definition = system.definition()
            try await system.engine.keepLayers(definition.layers)
            let kept = try await system.machine()
            #expect(kept != before)
            let container = try await system.engine.create(definition)
            try await container.start()
            try await container.destroy()
            #expect(try await system.machine() == kept)
            await system.engine.releaseLayers()
            #expect(try await system.machine() == before)
        }
    }

    @Test func creatingAgainReplacesWhatIsThere() async throws {
        try await withTinySystem(firstService: 3060) { system async throws in
            let definition = system.definition()
            try await system.engine.create(definition).start()
            // A daemon that knows nothing of it, and a directory that is half made.
            let again = try await system.anotherEngine().create(definition)
            try system.files.remove(system.directory.appending("containers/hello/config"))
            let third = try await system.anotherEngine().create(definition)
            try await third.start()
            #expect(try await system.run(third, "cat /etc/hostname").outputText == "hello\n")
            try await third.destroy()
            try await again.destroy()
            let left = try await system.machine()
            #expect(left == [])
        }
    }

    @Test func aFailedCreationLeavesNothing() async throws {
        try await withTinySystem(firstService: 3070) { system async throws in
            let missing = ContainerMount(
                .squashfs(file: system.directory.appending("missing"), offset: 0, size: 4096),
                at: "/media/startos/assets")
            await #expect(throws: StartError.self) {
                _ = try await system.engine.create(system.definition(mounts: [missing]))
            }
            let notAFileSystem = ContainerMount(
                .squashfs(file: "/bin/busybox", offset: 0, size: 65_536), at: "/media/startos/assets")
            let error = await #expect(throws: StartError.self) {
                _ = try await system.engine.create(system.definition(mounts: [notAFileSystem]))
            }
            #expect(error?.message.contains("squashfs") == true)
            let (names, left) = (try await system.engine.names(), try await system.machine())
            #expect(names == [])
            #expect(left == [])
        }
    }

    @Test(arguments: ["", "..", "a/b", "UPPER", "-x", "a b", String(repeating: "a", count: 64), "a\nlxc.include"])
    func badNamesAreRefused(name: String) async throws {
        try await withTinySystem(firstService: 3080) { system async throws in
            var definition = system.definition()
            definition.name = name
            let error = await #expect(throws: StartError.self) { _ = try await system.engine.create(definition) }
            #expect(error?.code == .invalidIdentifier)
        }
    }
}
