import Errors
import JSONValues
import LiveSystem
import RPCClient
import RPCMethods
import ServerDocument
import SystemInterface
import SystemPackage
import TestSupport
import Testing

extension IntegrationTests {
    @Suite("What a service may take")
    struct LimitTests {
        private static let mebibyte = Int64(1 << 20)

        /// Runs an action of the exerciser whose input is one number, and returns its value.
        private func run(_ action: String, _ amount: Int, on server: ServerFixture) async throws -> JSON {
            let text = try await server.runAction(action, of: exerciser, input: ["amount": JSON(amount)])
            return (try? JSON(parsing: text)) ?? .string(text)
        }

        private func setLimits(_ parameters: SetLimitsParameters, on server: ServerFixture) async throws {
            _ = try await server.client.call(Methods.Package.setLimits, parameters)
        }

        /// Takes memory again and again until it goes as it should: limits follow the document a moment later.
        private func hog(_ amount: Int, on server: ServerFixture, until member: String, is value: JSON) async throws {
            _ = try await eventually(.seconds(30), "\(amount) MiB: \(member) is \(value.text)") { () -> Bool? in
                try await self.run("hog-memory", amount, on: server)[member] == value ? true : nil
            }
        }

        /// Waits until what the service has written was measured once.
        private func isMeasured(on server: ServerFixture) async throws {
            _ = try await eventually(.seconds(30), "the disk is measured") { () -> Bool? in
                try await server.client.call(Methods.Package.statistics)[exerciser]??.diskBytes.map { _ in true }
            }
        }

        @Test("limits hold at once, in a new container too, and a service that wants more memory is told apart")
        func memoryAndProcesses() async throws {
            try await ServerFixture.run("limits") { server in
                try await server.install(exerciser)
                try await server.startHealthy(exerciser)
                let processes = try await server.containerProcesses()
                try await hog(150, on: server, until: "said", is: "has all of it")
                let limit = 128 * Self.mebibyte
                try await setLimits(.init(id: exerciser, memory: limit, cpu: 0.5, processes: 80), on: server)
                try await hog(400, on: server, until: "signal", is: "SIGKILL")
                let entry = try await server.package(exerciser, until: "tells of its memory") {
                    $0?.statusInfo.error != nil
                }
                #expect(entry?.statusInfo.error?.details.contains("its limit of 128 MiB") == true)
                let notifications = try await server.dump("/private/notifications").object
                #expect(notifications?.values.contains { $0["title"]?.string == "Out of memory" } == true)
                // Only the hog went; the service itself runs on in the same container.
                #expect(try await Set(processes.keys).isSubset(of: server.containerProcesses().keys))
                let forks = try await run("fork", 500, on: server)
                #expect(forks["refusal"]?.string == "EAGAIN", "\(forks.text)")
                #expect((forks["count"]?.integer ?? 500) < 80)

                // A new container is born with them.
                try await server.stopWholly(exerciser)
                try await server.startHealthy(exerciser)
                #expect(try await run("hog-memory", 400, on: server)["signal"]?.string == "SIGKILL")
                // And without them all is as before.
                try await setLimits(.init(id: exerciser), on: server)
                try await hog(150, on: server, until: "said", is: "has all of it")
                #expect(try await run("fork", 100, on: server)["count"]?.integer == 100)
                try await server.stopWholly(exerciser)
            }
        }

        @Test("limits that make no sense are refused, and nothing changes")
        func refused() async throws {
            try await ServerFixture.run("limits-refused") { server in
                try await server.install(exerciser)
                let before = try await server.dump("/public/packageData/\(exerciser)/limits")
                let refused: [SetLimitsParameters] = [
                    .init(id: exerciser, memory: -1), .init(id: exerciser, memory: 0),
                    .init(id: exerciser, memory: 63 * Self.mebibyte), .init(id: exerciser, memory: .max),
                    .init(id: exerciser, cpu: 0), .init(id: exerciser, cpu: -0.5), .init(id: exerciser, cpu: 1e9),
                    .init(id: exerciser, processes: 0), .init(id: exerciser, processes: 1 << 30),
                    .init(id: exerciser, disk: 0), .init(id: exerciser, disk: .max),
                ]
                for parameters in refused {
                    let error = await #expect(throws: StartError.self) {
                        try await server.client.call(Methods.Package.setLimits, parameters)
                    }
                    #expect(error?.code == .invalidParameters, "\(parameters)")
                }
                let unknown = await #expect(throws: StartError.self) {
                    try await server.client.call(Methods.Package.setLimits, SetLimitsParameters(id: "nobody"))
                }
                #expect(unknown?.code == .notFound)
                #expect(try await server.dump("/public/packageData/\(exerciser)/limits") == before)
            }
        }

        @Test("what services use is told, and goes on being told")
        func statistics() async throws {
            try await ServerFixture.run("statistics") { server in
                try await server.install(exerciser)
                try await server.containersAreGone()
                let asleep = try await server.client.call(Methods.Package.statistics)
                #expect(asleep.keys.sorted() == [exerciser])
                #expect(asleep[exerciser] == .some(nil))
                try await server.startHealthy(exerciser)
                let subscription = try await server.client.call(Methods.Package.followStatistics)
                let first = try #require(subscription.stats[exerciser] ?? nil)
                #expect(first.containerId == exerciser && first.processes > 5)
                #expect(first.memoryBytes > Self.mebibyte && first.memoryLimitBytes == nil)
                #expect(first.memoryUsage <= first.memoryLimit)
                let socket = try await server.client.webSocket("/ws/rpc/\(subscription.guid)")
                async let spinning = run("spin", 5000, on: server)
                try await within(.seconds(30), "the use of the processor is told") {
                    for try await message in socket.messages {
                        guard case .text(let text) = message else { continue }
                        let all = try JSON(parsing: text).decoded(as: [String: ServiceStatistics?].self)
                        if let now = all[exerciser] ?? nil, let share = now.cpuPercent, share > 20 { break }
                    }
                }
                await socket.close()
                #expect(try await spinning["milliseconds"] != nil)
                try await server.stopWholly(exerciser)
            }
        }

        @Test("a service that writes more than its limit is stopped and says why; it may come up again")
        func diskLimit() async throws {
            try await ServerFixture.run("disk-limit", disk: 700) { server in
                try await server.install(exerciser)
                try await server.startHealthy(exerciser)
                try await setLimits(.init(id: exerciser, disk: 100 * Self.mebibyte), on: server)
                try await isMeasured(on: server)
                #expect(try await run("fill-disk", 150, on: server) == "begun")
                let entry = try await server.package(exerciser, until: "is stopped for its disk") {
                    $0?.statusInfo.desired == .stopped && $0?.statusInfo.error != nil && $0?.statusInfo.started == nil
                }
                #expect(entry?.statusInfo.error?.details.contains("its limit of 100 MiB") == true)
                try await server.containersAreGone()
                // A person brings it up to remove something with it.
                try await server.startHealthy(exerciser)
                _ = try await server.runAction("empty-disk", of: exerciser)
                #expect(try await server.entry(exerciser).statusInfo.desired == .running)
                try await server.stopWholly(exerciser)
            }
        }

        @Test("a service that fills the disk is stopped; changes are kept all the while, and removing it makes room")
        func fullDisk() async throws {
            try await ServerFixture.run("full-disk", disk: 400) { server in
                try await server.install(exerciser)
                try await server.startHealthy(exerciser)
                try await isMeasured(on: server)
                #expect(try await run("fill-disk", 10_000, on: server) == "begun")
                var written = 0
                while try await server.entry(exerciser).statusInfo.desired == .running {
                    written += 1
                    let put = PutUIParameters(pointer: "/n", value: JSON(written))
                    _ = try await server.client.call(Methods.Database.putUI, put)
                    #expect(try await server.dump("/public/ui/n") == JSON(written))
                }
                let entry = try await server.package(exerciser, until: "is stopped") {
                    $0?.statusInfo.started == nil
                }
                #expect(entry?.statusInfo.error?.details.contains("the disk has only") == true)
                try await server.containersAreGone()
                // Somebody who is not ours takes the rest.
                let filler = server.slot.data.appending("filler")
                let file = try LiveFileSystem().open(filler, .createNew, permissions: .ownerReadWrite)
                var piece = 1 << 20
                var length = Int64(0)
                while piece > 0 {
                    do {
                        try file.allocate(length + Int64(piece))
                        length += Int64(piece)
                    } catch {
                        piece /= 2
                    }
                }
                for _ in 0..<200 {
                    written += 1
                    let put = PutUIParameters(pointer: "/n", value: JSON(written))
                    _ = try await server.client.call(Methods.Database.putUI, put)
                }
                // An upload has no chance, and says so.
                let bytes = try LiveFileSystem().readFile(Prerequisites.package(exerciser))
                let upload = try await server.sideload(bytes)
                #expect(upload.uploadError?.message.contains("room") == true, "\(upload)")
                // Nothing that was acknowledged is lost with the power.
                #expect(try await server.end(9) == 128 + 9)
                try await server.startAgain()
                #expect(try await server.dump("/public/ui/n") == JSON(written))
                file.close()
                try LiveFileSystem().remove(filler)
                let before = try LiveFileSystem().space(at: server.slot.data).available
                _ = try await server.client.call(
                    Methods.Package.uninstall, UninstallParameters(id: exerciser, force: true))
                try await server.package(exerciser, until: "is gone") { $0 == nil }
                let after = try LiveFileSystem().space(at: server.slot.data).available
                #expect(after > before + 100 * Self.mebibyte)
                try await server.containersAreGone()
            }
        }
    }
}
