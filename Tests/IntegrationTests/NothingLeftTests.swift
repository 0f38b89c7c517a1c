import Errors
import Glibc
import JSONValues
import LiveSystem
import RPCClient
import RPCMethods
import ServerDocument
import SystemInterface
import TestSupport
import Testing

extension IntegrationTests {
    @Suite("Nothing is left behind")
    struct NothingLeftTests {
        /// How an installation ends.
        private enum Course: CaseIterable {
            case whole, cutOff, cancelledUpload, cancelledInit, failedInit
        }

        private struct Packages {
            let small: [UInt8]
            /// Its `init` takes longer than any test.
            let slow: [UInt8]
            let failing: [UInt8]
        }

        private func packages(for server: ServerFixture) async throws -> Packages {
            Packages(
                small: try LiveFileSystem().readFile(Prerequisites.package(exerciser)),
                slow: try await TestPackage.pack(
                    "slow-init", initialisation: "await new Promise((r) => setTimeout(r, 600000))", for: server),
                failing: try await TestPackage.pack(
                    "failing-init", initialisation: "throw new Error('no')", for: server))
        }

        @Test("thirty installations, cut off in every phase, leave machine, disk and daemon as they were")
        func installations() async throws {
            try await ServerFixture.run("nothing-left") { server in
                let packages = try await packages(for: server)
                // What comes with the first use is there before it is counted.
                for course in Course.allCases { try await install(course, 0, packages, server) }
                let before = try await settled(server)
                for round in 1...6 {
                    for course in Course.allCases { try await install(course, round, packages, server) }
                }
                let after = try await settled(server, as: before)
                #expect(after.differences(from: before) == [])
                #expect(after.threads <= before.threads + 8)
                #expect(
                    after.residentBytes < before.residentBytes + 32 << 20,
                    "\(before.residentBytes >> 20) MiB before, \(after.residentBytes >> 20) MiB after")
            }
        }

        @Test("a daemon that is killed in the middle of installations and removals leaves nothing to the next ones")
        func killed() async throws {
            try await ServerFixture.run("nothing-left-killed") { server in
                let packages = try await packages(for: server)
                try await install(.whole, 0, packages, server)
                try await server.end(SIGKILL)
                try await server.startAgain()
                let before = try await settled(server)
                for round in 0..<4 {
                    // While the archive arrives.
                    let upload = try await begin(packages.small, stoppingAt: 1 + round, server)
                    try await killAndStartAgain(server)
                    upload.cancel()
                    // While the package initialises itself.
                    let slow = Task { try await server.sideload(packages.slow) }
                    try await server.package("slow-init", until: "is being initialised") { entry in
                        entry?.stateInfo.installingInfo?.progress.phases.last?.progress == .started
                    }
                    try await killAndStartAgain(server)
                    _ = await slow.result
                    // While it is removed.
                    try await server.install(exerciser)
                    _ = try await server.client.call(
                        Methods.Package.uninstall, UninstallParameters(id: exerciser))
                    try await killAndStartAgain(server)
                    try await server.package(exerciser, until: "is gone") { $0 == nil }
                }
                let after = try await settled(server, as: before, process: false)
                #expect(after.differences(from: before, process: false) == [])
                #expect(try await server.dump("/private/services") == [:])
            }
        }

        @Test("a daemon that shall stop all services does not wait for an installation that never ends")
        func interrupted() async throws {
            try await ServerFixture.run("nothing-left-interrupted") { server in
                let packages = try await packages(for: server)
                let slow = Task { try await server.sideload(packages.slow) }
                try await server.package("slow-init", until: "is being initialised") { entry in
                    entry?.stateInfo.installingInfo?.progress.phases.last?.progress == .started
                }
                #expect(try await server.end(SIGINT) == 0)
                _ = await slow.result
                #expect(try await server.containerTraces() == [])
                try await server.startAgain()
                #expect(try await server.dump("/public/packageData") == [:])
                #expect(try await server.dump("/private/services") == [:])
            }
        }

        @Test("thirty starts and stops, and two hundred actions, leave a service and its server as they were")
        func startsAndActions() async throws {
            try await ServerFixture.run("nothing-left-starts") { server in
                try await server.install(exerciser)
                for _ in 0..<3 { try await startAndStop(server) }
                let stopped = try await settled(server)
                for _ in 0..<30 { try await startAndStop(server) }
                let again = try await settled(server, as: stopped)
                #expect(again.differences(from: stopped) == [])
                #expect(again.threads <= stopped.threads + 8)

                try await server.startHealthy(exerciser)
                for number in 0..<20 { try await act(number, server) }
                let running = try await server.census()
                for number in 0..<200 { try await act(number, server) }
                let after = try await settled(server, as: running)
                #expect(after.differences(from: running) == [])
                #expect(
                    after.residentBytes < running.residentBytes + 16 << 20,
                    "\(running.residentBytes >> 20) MiB before, \(after.residentBytes >> 20) MiB after")
                try await server.stopWholly(exerciser)
            }
        }

        private func startAndStop(_ server: ServerFixture) async throws {
            try await server.startHealthy(exerciser)
            try await server.stop(exerciser)
            try await server.package(exerciser, until: "is stopped") { $0?.statusInfo.started == nil }
        }

        private func act(_ number: Int, _ server: ServerFixture) async throws {
            let input: JSON = ["text": .string("\(number)")]
            #expect(try await server.runAction("echo", of: exerciser, input: input) == input.text)
        }

        /// A census, once nothing belongs to a container any more that goes away, or once it equals `earlier`.
        private func settled(
            _ server: ServerFixture, as earlier: Census? = nil, process: Bool = true
        ) async throws -> Census {
            guard let earlier else {
                try await server.containersAreGone()
                return try await server.census()
            }
            do {
                return try await eventually(.seconds(20), "everything is as it was") { () -> Census? in
                    let census = try await server.census()
                    return census.differences(from: earlier, process: process).isEmpty ? census : nil
                }
            } catch {
                return try await server.census()
            }
        }

        private func killAndStartAgain(_ server: ServerFixture) async throws {
            try await server.end(SIGKILL)
            try await server.startAgain()
        }

        private func install(
            _ course: Course, _ round: Int, _ packages: Packages, _ server: ServerFixture
        ) async throws {
            switch course {
            case .whole:
                try await server.install(exerciser)
                _ = try await server.client.call(Methods.Package.uninstall, UninstallParameters(id: exerciser))
                try await server.package(exerciser, until: "is gone") { $0 == nil }
            case .cutOff:
                let part = Array(packages.small.prefix(packages.small.count * (round + 1) / 8))
                let client = try server.client(cookies: server.client.cookies)
                let tickets = try await client.call(Methods.Package.sideload)
                await #expect(throws: StartError.self) {
                    try await client.upload(length: Int64(packages.small.count), to: "/rest/rpc/\(tickets.upload)") {
                        offset, count in
                        guard Int(offset) < part.count else { throw StartError(.cancelled, "The cable was pulled.") }
                        return Array(part[Int(offset)...].prefix(count))
                    }
                }
                await client.shutDown()
                try await server.package(exerciser, until: "is gone") { $0 == nil }
            case .cancelledUpload:
                let upload = try await begin(packages.small, stoppingAt: round + 1, server)
                _ = try await server.client.call(Methods.Package.cancelInstall, PackageParameters(id: exerciser))
                upload.cancel()
                _ = await upload.result
                #expect(try await server.dump("/public/packageData") == [:])
            case .cancelledInit:
                let result = Task { try await server.sideload(packages.slow) }
                try await server.package("slow-init", until: "is being initialised") { entry in
                    entry?.stateInfo.installingInfo?.progress.phases.last?.progress == .started
                }
                _ = try await server.client.call(Methods.Package.cancelInstall, PackageParameters(id: "slow-init"))
                #expect(try await result.value.closing?.code == 1011)
                #expect(try await server.dump("/public/packageData") == [:])
            case .failedInit:
                #expect(try await server.sideload(packages.failing).closing?.code == 1011)
                #expect(try await server.dump("/public/packageData") == [:])
            }
        }

        /// Sends some eighths of a package, after which nothing more comes. Returns when the server knows what it is.
        private func begin(
            _ bytes: [UInt8], stoppingAt eighths: Int, _ server: ServerFixture
        ) async throws -> Task<Void, Never> {
            let end = bytes.count * eighths / 8
            let client = try server.client(cookies: server.client.cookies)
            let tickets = try await client.call(Methods.Package.sideload)
            let upload = Task {
                let (gate, opener) = AsyncStream<Void>.makeStream()
                await withTaskCancellationHandler {
                    try? await client.upload(length: Int64(bytes.count), to: "/rest/rpc/\(tickets.upload)") {
                        offset, count in
                        if Int(offset) >= end {
                            for await _ in gate {}
                            throw StartError(.cancelled, "The cable was pulled.")
                        }
                        return Array(bytes[Int(offset)..<end].prefix(count))
                    }
                } onCancel: {
                    opener.finish()
                }
                await client.shutDown()
            }
            try await server.package(exerciser, until: "arrives") { $0?.stateInfo.state == .installing }
            return upload
        }
    }
}
