import Errors
import Glibc
import Logging
import SystemInterface
import SystemPackage

/// A container that LXC runs.
actor LXCContainer: Container {
    nonisolated let name: String
    nonisolated let rootFileSystem: FilePath

    private let identifiers: IdentifierRange
    private let environment: LXCEnvironment
    private let paths: ContainerPaths
    private let assembly: RootFileSystem
    private(set) var state = ContainerState.prepared
    private var limits: ContainerLimits
    private var running: RunningContainer?
    private var waiting: [UInt64: CheckedContinuation<ContainerEnd?, Never>] = [:]
    private var nextWaiting: UInt64 = 0

    init(_ definition: ContainerDefinition, _ environment: LXCEnvironment) {
        name = definition.name
        identifiers = definition.identifiers
        limits = definition.limits
        self.environment = environment
        paths = environment.paths(of: definition.name)
        rootFileSystem = paths.rootFileSystem
        assembly = RootFileSystem(paths: paths, identifiers: identifiers, files: environment.files)
    }

    func start() async throws(StartError) {
        if running != nil { return }
        guard state != .destroyed else { throw StartError(.container, "The container of \(name) is destroyed.") }
        let result = try await environment.tools.start(name, log: paths.log)
        if result.status == 0, try await adopt() {
            // What LXC's own settings cannot say.
            try environment.groups(of: name).apply(limits, environment.files)
            return
        }
        let words = lastWords()
        throw StartError(
            .container, "The container of \(name) did not start: \(words.isEmpty ? result.errorText : words)")
    }

    /// Takes over what runs under this name. Returns false when nothing does.
    func adopt() async throws(StartError) -> Bool {
        if running != nil { return true }
        guard let process = try await environment.tools.initProcess(of: name),
            let found = try RunningContainer(process: process, environment.files)
        else { return false }
        running = found
        state = .running(process: process)
        try found.whenEnded { [weak self] end in
            Task { await self?.ended(end) }
        }
        return true
    }

    func waitForEnd() async throws(StartError) -> ContainerEnd {
        guard running != nil else {
            if case .ended(let end) = state { return end }
            return ContainerEnd(status: nil)
        }
        nextWaiting += 1
        let key = nextWaiting
        let end = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<ContainerEnd?, Never>) in
                if Task.isCancelled {
                    continuation.resume(returning: nil)
                } else {
                    waiting[key] = continuation
                }
            }
        } onCancel: {
            Task { await self.giveUp(key) }
        }
        guard let end else { throw StartError(.cancelled, "Waiting for \(name) was cancelled.") }
        return end
    }

    func stop(timeout: Duration) async throws(StartError) {
        guard let running else { return }
        try running.signal(SIGTERM)
        if await ends(within: timeout) { return }
        environment.logger.warning("\(name) did not end in time and is killed")
        try await kill()
    }

    func mount(_ mount: ContainerMount) async throws(StartError) {
        let assembly = assembly
        try await blocking { () throws(StartError) in
            let root = try ConfinedDirectory(assembly.paths.rootFileSystem, owner: assembly.identifiers.start)
            try assembly.remove(mount.target, from: root)
            try assembly.add(mount, to: root)
        }
    }

    func unmount(_ target: String) async throws(StartError) {
        let assembly = assembly
        try await blocking { () throws(StartError) in
            let root = try ConfinedDirectory(assembly.paths.rootFileSystem, owner: assembly.identifiers.start)
            try assembly.remove(target, from: root)
        }
    }

    func limit(to limits: ContainerLimits) async throws(StartError) {
        self.limits = limits
        guard running != nil else { return }
        try environment.groups(of: name).apply(limits, environment.files)
    }

    func memoryShortages() async throws(StartError) -> AsyncStream<Void> {
        try environment.groups(of: name).memoryShortages(environment.files)
    }

    func memoryKills() async -> Int? {
        environment.groups(of: name).memoryKills(environment.files)
    }

    func usage() async -> ContainerUsage? {
        guard running != nil else { return nil }
        return environment.groups(of: name).usage(environment.files)
    }

    nonisolated func command(running arguments: [String]) -> Command {
        environment.tools.attach(name, running: arguments)
    }

    func destroy() async throws(StartError) {
        if state == .destroyed { return }
        // A start may still be under way, or the monitor of an earlier daemon.
        if running == nil {
            try await environment.tools.waitWhileStarting(name, seconds: 10)
            _ = try await adopt()
        }
        try await kill()
        let (assembly, environment, groups) = (assembly, environment, environment.groups(of: name))
        try await blocking { () throws(StartError) in
            try assembly.dismantle()
            try groups.remove(environment.files)
        }
        state = .destroyed
        await environment.releaseSharedParts()
    }

    private func kill() async throws(StartError) {
        guard let running else { return }
        try running.signal(SIGKILL)
        if await ends(within: .seconds(10)) { return }
        running.signalMonitor(SIGKILL)
        guard await ends(within: .seconds(10)) else {
            throw StartError(.container, "The container of \(name) cannot be ended; a restart of the server may help.")
        }
    }

    private func ends(within timeout: Duration) async -> Bool {
        let time = environment.time
        return await withTaskGroup(of: Bool.self) { group in
            group.addTask { (try? await self.waitForEnd()) != nil }
            group.addTask {
                try? await time.sleep(for: timeout)
                return false
            }
            let first = await group.next() ?? false
            group.cancelAll()
            return first
        }
    }

    private func ended(_ end: ContainerEnd) {
        running = nil
        state = .ended(end)
        let all = waiting.values
        waiting = [:]
        for continuation in all { continuation.resume(returning: end) }
    }

    private func giveUp(_ key: UInt64) {
        waiting.removeValue(forKey: key)?.resume(returning: nil)
    }

    /// What init and LXC had to say at last.
    private func lastWords() -> String {
        let log = (try? environment.files.readText(paths.log)) ?? nil
        // The first problem is the cause. A line is `program name time ERROR part - place - words`.
        let problems = (log ?? "").split(separator: "\n").filter { $0.contains(" ERROR ") }.prefix(3).map { line in
            line.split(separator: " - ", maxSplits: 2).last ?? line
        }
        let console = (try? environment.files.readText(paths.console)) ?? nil
        return (problems.joined(separator: "\n") + "\n" + (console ?? "").suffix(2000))
            .split(separator: "\n").joined(separator: "; ")
    }
}
