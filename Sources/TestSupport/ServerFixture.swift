import Errors
import Glibc
import JSONValues
import LiveSystem
package import RPCClient
import RPCMethods
import Synchronization
import SystemInterface
package import SystemPackage

/// A real server for one test: its own daemon, data, bridge and network. All of it is gone when the test ends.
package final class ServerFixture: Sendable {
    private struct State {
        var daemon: DaemonProcess
        var client: RPCClient
    }

    /// From where a server can be reached.
    package enum Reach: Sendable {
        /// From this machine only, over plain HTTP.
        case machine
        /// Over a network, which means TLS.
        case network

        func address(of slot: TestSlot) async throws -> String {
            guard self == .network else { return slot.loopback }
            let runner = LiveProcessRunner()
            for arguments in [
                ["link", "add", slot.link, "type", "bridge"],
                ["address", "add", "\(slot.linkAddress)/32", "dev", slot.link],
                ["link", "set", slot.link, "up"],
            ] {
                try await runner.output(of: Command("ip", arguments), or: .network)
            }
            return slot.linkAddress
        }
    }

    package let slot: TestSlot
    package let log: FilePath
    let remains: Remains

    private let host: String
    private let state: Mutex<State>

    /// Runs `body` with a server that has just been started for the first time.
    ///
    /// - Parameters:
    ///   - name: Names the log that is kept in `build/test-logs`.
    ///   - reach: From where it can be reached.
    ///   - disk: The size in MiB of a file system of its own for its data; nil: the machine's.
    package static func run(
        _ name: String, reach: Reach = .machine, disk: Int? = nil, _ body: (ServerFixture) async throws -> Void
    ) async throws {
        let slot = try TestSlot.take()
        defer { slot.release() }
        let remains = Remains(of: slot)
        // A test that was killed left its server behind.
        try await remains.remove()
        let fixture: ServerFixture
        do {
            if let disk { try await remains.disk.mount(mebibytes: disk) }
            let host = try await reach.address(of: slot)
            fixture = try await ServerFixture(name: name, slot: slot, host: host)
        } catch {
            try await remains.remove()
            throw error
        }
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(fixture))
        } catch {
            result = .failure(error)
        }
        await fixture.close()
        do {
            try await remains.remove()
            try await fixture.requireNothingLeft()
        } catch {
            // What the test itself found comes first.
            try result.get()
            throw error
        }
        try result.get()
    }

    private init(name: String, slot: TestSlot, host: String) async throws {
        self.slot = slot
        self.host = host
        remains = Remains(of: slot)
        log = try Prerequisites.results("test-logs").appending("\(name).log")
        let files = LiveFileSystem()
        try files.remove(log)
        try files.createDirectory(slot.runtime, permissions: FilePermissions(rawValue: 0o755))
        let (daemon, client) = try await Self.start(slot, host: host, port: 0, log: log)
        state = Mutex(State(daemon: daemon, client: client))
    }

    private static func start(
        _ slot: TestSlot, host: String, port: Int, log: FilePath, resources: FilePath? = nil
    ) async throws -> (DaemonProcess, RPCClient) {
        let address = slot.runtime.appending("rpc.address")
        let files = LiveFileSystem()
        try files.remove(address)
        let appears = try FileChange.watch(address, for: .appearance)
        let daemon = try DaemonProcess(
            try Prerequisites.program("startd"),
            [
                "--data-dir", slot.data.string, "--listen", "\(host):\(port)", "--runtime-dir", slot.runtime.string,
                "--bridge", slot.bridge, "--subnet", slot.subnet, "--log-level", "debug",
            ] + (resources.map { ["--resources", $0.string] } ?? []),
            log: log)
        do {
            try await within(.seconds(60), "the daemon is up") {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await appears() }
                    group.addTask {
                        let status = try await daemon.end()
                        throw StartError(.unknown, "The daemon ended with status \(status).")
                    }
                    try await group.next()
                    group.cancelAll()
                }
            }
        } catch {
            daemon.signal(SIGKILL)
            throw StartError(.unknown, "startd did not come up: \(error)\n\(daemon.lastWords)")
        }
        let base = (try files.readText(address) ?? "").filter { !$0.isWhitespace }
        let cookie = try files.readText(slot.runtime.appending("rpc.authcookie")) ?? ""
        let client = try RPCClient(
            address: ServerAddress(base), cookies: ["local": cookie], trust: ClientTrust(acceptsAnyCertificate: true))
        return (daemon, client)
    }

    private func close() async {
        let (daemon, client) = state.withLock { ($0.daemon, $0.client) }
        daemon.signal(SIGKILL)
        _ = try? await daemon.end()
        await client.shutDown()
    }

    // MARK: The daemon

    package var daemon: DaemonProcess { state.withLock { $0.daemon } }

    /// Calls the server as the machine itself.
    package var client: RPCClient { state.withLock { $0.client } }

    package var address: ServerAddress { client.address }

    /// The link for the first visit of a browser, with the setup code.
    package func pageAddress() throws -> String {
        (try LiveFileSystem().readText(slot.runtime.appending("page.address")) ?? "").filter { !$0.isWhitespace }
    }

    package func setupCode() throws -> String {
        let parts = try pageAddress().split(separator: "=")
        guard parts.count == 2 else { throw StartError(.notFound, "There is no setup code in \(try pageAddress()).") }
        return String(parts[1])
    }

    /// A client with other cookies than the machine's own; the caller shuts it down.
    package func client(cookies: [String: String]) throws -> RPCClient {
        try RPCClient(address: address, cookies: cookies, trust: ClientTrust(acceptsAnyCertificate: true))
    }

    /// Ends the daemon by `signal` and returns its exit status.
    @discardableResult
    package func end(_ signal: Int32) async throws -> Int32 {
        let daemon = daemon
        daemon.signal(signal)
        do {
            return try await within(.seconds(60), "the daemon ends after signal \(signal)") {
                try await daemon.end()
            }
        } catch {
            throw StartError(.timeout, "\(error)\n\(daemon.lastWords)")
        }
    }

    /// Starts the daemon again, at the same address, after `end`.
    ///
    /// - Parameter resources: Images and page of another version than the one that was built.
    package func startAgain(resources: FilePath? = nil) async throws {
        let old = client
        let (daemon, client) = try await Self.start(
            slot, host: host, port: old.address.port, log: log, resources: resources)
        state.withLock { $0 = State(daemon: daemon, client: client) }
        await old.shutDown()
    }

    // MARK: The machine

    /// What belongs to this server outside its files; the daemon itself is left out.
    package func machineState() async throws -> [String] {
        let own = "process \(daemon.processIdentifier) "
        return try await MachineState.now(bearing: remains.marks).lines.filter { !$0.hasPrefix(own) }.sorted()
    }

    /// The processes of containers on the machine, by id.
    package func containerProcesses() async throws -> [Int32: String] {
        var processes: [Int32: String] = [:]
        for line in try await machineState() where line.hasPrefix("process ") && line.contains("/payload/") {
            let words = line.split(separator: " ", maxSplits: 2)
            if let number = Int32(words[1]) { processes[number] = String(words[2]) }
        }
        return processes
    }

    /// What belongs to containers of this server: nothing when none is there. (The bridge and the layers stay.)
    package func containerTraces() async throws -> [String] {
        try await machineState().filter { !$0.hasPrefix("link \(slot.bridge):") && !$0.hasPrefix("nft ") }
            .filter { !$0.hasPrefix("link \(slot.link):") && !$0.contains("/containers/.layers/") }
            .filter { !$0.hasPrefix("mount \(slot.data) ") && !$0.contains(remains.disk.image.string) }
    }

    /// Returns when the container of a service and everything that belonged to it has been taken away.
    package func containersAreGone() async throws {
        let last = LastLines()
        do {
            _ = try await eventually(.seconds(60), "containers are taken away") { () -> Bool? in
                let traces = try await self.containerTraces()
                await last.set(traces)
                return traces.isEmpty ? true : nil
            }
        } catch {
            let lines = await last.lines.joined(separator: "\n")
            throw StartError(.timeout, "Left of containers:\n\(lines)\n\(daemon.lastWords)", cause: error)
        }
    }

    private func requireNothingLeft() async throws {
        let left = try await MachineState.now(bearing: remains.marks).lines.sorted()
        guard left.isEmpty else {
            throw StartError(.unknown, "The test left this on the machine:\n" + left.joined(separator: "\n"))
        }
    }
}

private actor LastLines {
    private(set) var lines: [String] = []

    func set(_ lines: [String]) {
        self.lines = lines
    }
}
