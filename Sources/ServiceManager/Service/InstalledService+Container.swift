import Containers
import Errors
import JSONValues
import Logging
import PackageArchive
import PatchDatabase
import ServerDocument
import SystemInterface
import SystemPackage

/// The container of a service: made, adopted, removed.
extension InstalledService {
    /// How long the runtime may take until it listens.
    private static let runtimeDeadline = Duration.seconds(60)
    /// How long a runtime that listens already may take to answer: the whole server waits for it.
    private static let adoptionDeadline = Duration.seconds(10)
    /// How long `exit`, and with it the package's own clean-up, may take.
    private static let exitDeadline = Duration.seconds(120)
    /// How long the main program may take to stop; a package gives each of its daemons 60 seconds.
    private static let stopDeadline = Duration.seconds(300)

    func createContainer() async throws {
        beginTry()
        let definition = try await containerDefinition()
        let effects = try await listenForEffects(owner: definition.identifiers.start)
        await forgetConfigurations()
        var made: (any Container)?
        do {
            let container = try await host.containers.create(definition)
            made = container
            try await container.start()
            let runtime = try await connect(while: container)
            begin(container: container, runtime: runtime, effects: effects)
            if isAbandoned { throw StartError(.cancelled, "It was cancelled.") }
            // Until here there was nothing that new limits could be set on.
            let limits = ContainerLimits(try host.database.value(at: entry.limits) ?? nil)
            if limits != definition.limits { await apply(limits) }
            let kind = initKind?.rawValue
            _ = try await runtime.call("init", ["id": .string(host.guid()), "kind": JSON(kind)])
            initKind = nil
            await recheckTasks(runtime)
        } catch {
            await giveUp(effects, made)
            throw error
        }
    }

    /// Takes back what was begun with a container that will not be of use.
    private func giveUp(_ effects: EffectServer, _ container: (any Container)?) async {
        effects.close()
        await endSession()
        try? await container?.destroy()
    }

    /// Finds a container that outlived the last daemon and goes on with it.
    ///
    /// Returns whether there was one; a container that cannot be gone on with is destroyed.
    func adoptContainer() async throws -> Bool {
        let definition = try await containerDefinition()
        guard let container = try await host.containers.adopt(definition) else { return false }
        let effects = try await listenForEffects(owner: definition.identifiers.start)
        do {
            let runtime = try await connect(while: container, within: Self.adoptionDeadline)
            begin(container: container, runtime: runtime, effects: effects)
            let answer = try await withDeadline(Self.adoptionDeadline, host.time, "The runtime did not say hello.") {
                try await runtime.call("hello", RuntimeProtocol.own.parameters)
            }
            let state = try answer.decoded(as: RuntimeState.self, name: "hello")
            guard state.initialized else {
                throw StartError(.container, "The container was not ready when the daemon ended.")
            }
            let status = try host.database.value(at: entry.statusInfo)
            // A start that nobody wrote down ends now.
            let isRecorded = status?.started != nil
            let main: ServiceLifeCycle.Main = state.started ? (isRecorded ? .running : .starting) : .stopped
            lifeCycle = ServiceLifeCycle(
                desired: status?.desired ?? .stopped, container: .ready(main),
                failures: main == .stopped ? resumeWait() : 0)
            if main == .starting { report(.started) }
            logger.info("Adopted a running container", metadata: ["main": "\(main)"])
            goOn(with: state, runtime)
            return true
        } catch {
            logger.warning(
                "A running container cannot be adopted", metadata: ["error": "\(StartError(wrapping: error).debugText)"]
            )
            await giveUp(effects, container)
            return false
        }
    }

    /// Goes on with what an adopted container does, and has one that another version of the server made replaced in
    /// good order: by `stop` and `exit`, which every version understands, once no procedure runs in it.
    private func goOn(with state: RuntimeState, _ runtime: RuntimeConnection) {
        let common = RuntimeProtocol.own.common(with: state.protocols)
        if common != nil { restore(state, runtime) }
        guard common == nil || state.runtimeHash != host.runtime.hash else { return }
        logger.notice(
            "The container was made by another version of the server and is replaced",
            metadata: ["protocol": "\(state.protocols)", "waitsFor": "\(state.running?.count ?? 0) procedures"])
        report(.renew)
    }

    /// Registers the callbacks again that the container waits for, each due at once since something may have changed
    /// meanwhile, and waits for procedures that run.
    private func restore(_ state: RuntimeState, _ runtime: RuntimeConnection) {
        for callback in state.callbacks ?? [] {
            Task { await runtime.notify("callback", ["id": JSON(callback.id), "args": []]) }
        }
        for procedure in state.running ?? [] {
            // Here, not in the task: what is reported after it must find the container held.
            report(.hold)
            Task {
                _ = try? await runtime.call(
                    "execute",
                    [
                        "id": .string(procedure.id), "procedure": .string(procedure.procedure), "input": nil,
                        "timeout": nil,
                    ])
                report(.release())
            }
        }
    }

    func startMain() async throws {
        beginTry()
        guard let session else { throw StartError(.uninitialized, "The container is gone.") }
        _ = try await session.runtime.call("start", [:])
    }

    func stopMain() async throws {
        guard let session else { throw StartError(.uninitialized, "The container is gone.") }
        _ = try await withDeadline(Self.stopDeadline, host.time, "The service did not stop.") {
            try await session.runtime.call("stop", [:])
        }
    }

    func removeContainer(graceful: Bool) async throws {
        var failure: (any Error)?
        let container = session?.container
        if graceful, let session {
            if case .ownVersion = exitTarget { await rememberConfigurations(session.runtime) }
            do {
                let target = try exitTargetText()
                _ = try await withDeadline(Self.exitDeadline, self.host.time, "The service did not end.") {
                    try await session.runtime.call("exit", ["id": .string(self.host.guid()), "target": JSON(target)])
                }
            } catch {
                failure = error
            }
        }
        exitFailure = failure.map { StartError(wrapping: $0) }
        // The daemon ends: the container finishes its exit by itself.
        guard !hasEnded else { throw StartError(.cancelled, "The daemon ends.") }
        // What cannot be stopped `destroy` kills, or says so.
        try? await container?.stop(timeout: .seconds(graceful ? 5 : 0))
        await endSession()
        do {
            try await container?.destroy()
        } catch {
            exitFailure = exitFailure ?? StartError(wrapping: error)
            throw error
        }
    }

    private func exitTargetText() throws(StartError) -> String? {
        switch exitTarget {
        case .ownVersion:
            let state = try host.database.value(at: entry.stateInfo)
            return state?.currentManifest?["version"]?.string
        case .uninstall: return nil
        }
    }

    private func listenForEffects(owner: UInt32) async throws(StartError) -> EffectServer {
        let sockets = directories.sockets
        try host.files.createDirectory(sockets, permissions: [.ownerReadWriteExecute])
        try host.files.changeOwner(of: sockets, user: owner, group: owner)
        return try await EffectServer.listen(in: ConfinedDirectory(sockets), owner: owner, logger: logger)
    }

    /// Connects to the runtime as soon as it listens.
    private func connect(
        while container: any Container, within deadline: Duration = runtimeDeadline
    ) async throws -> RuntimeConnection {
        let sockets = try ConfinedDirectory(directories.sockets)
        let start = host.time.uptime
        var pause = Duration.milliseconds(2)
        while true {
            if let runtime = try? await RuntimeConnection.connect(in: sockets) { return runtime }
            guard case .running = await container.state else {
                throw StartError(.container, "The container ended before its runtime was there. Its log says why.")
            }
            guard host.time.uptime - start < deadline else {
                throw StartError(.timeout, "The container's runtime was not there after \(deadline).")
            }
            try await host.time.sleep(for: pause)
            pause = min(pause * 3 / 2, .milliseconds(50))
        }
    }

    private func begin(container: any Container, runtime: RuntimeConnection, effects: EffectServer) {
        let callbacks = ServiceCallbacks(database: host.database) { id in
            await runtime.notify("callback", ["id": JSON(id), "args": []])
        }
        let handlers = ServiceEffects(package: id, host: host, service: self, callbacks: callbacks)
        preparedInputs = []
        session = ContainerSession(
            container: container, runtime: runtime, effects: effects, callbacks: callbacks,
            tasks: [
                Task { [host] in
                    await runtime.run()
                    // Usually the container ends with it, and says why.
                    let end = try? await withDeadline(.seconds(5), host.time, "") { try await container.waitForEnd() }
                    guard end == nil, !Task.isCancelled else { return }
                    self.report(.exited("The conversation with the service's runtime ended."))
                },
                Task { await effects.run(handlers.answer) },
                Task { await self.watchMemory(of: container) },
                Task { [logger] in
                    guard let end = try? await container.waitForEnd(), !Task.isCancelled else { return }
                    logger.info("The container ended", metadata: ["status": "\(end.status ?? -1)"])
                    let status = end.status.map { " (status \($0))" } ?? ""
                    let reason = self.memoryReason()
                    self.report(.exited(reason ?? "The service's container ended by itself\(status)."))
                },
            ])
    }

    private func endSession() async {
        await session?.detach()
        session = nil
        preparedInputs = []
    }

    /// Everything the container is made from, out of the archive and the document.
    private func containerDefinition() async throws -> ContainerDefinition {
        let stored = try host.database.require(entry)
        let record = try host.database.require(Document.root.service(id))
        guard let manifest = stored.stateInfo.installingInfo?.newManifest ?? stored.stateInfo.manifest else {
            throw StartError(.uninitialized, "\(id) has no manifest.")
        }
        let plan = ContainerPlan(
            id: id, index: record.index, manifest: try Manifest(json: manifest),
            archive: FilePath(stored.stateInfo.s9pk ?? stored.s9pk), directories: directories,
            limits: ContainerLimits(stored.limits), host: host)
        return try plan.definition()
    }
}

/// Does `body` but gives up after `deadline`.
func withDeadline<T: Sendable>(
    _ deadline: Duration, _ time: any TimeSource, _ message: String, _ body: @escaping @Sendable () async throws -> T
) async throws -> T {
    try await withThrowingTaskGroup(of: T.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await time.sleep(for: deadline)
            throw StartError(.timeout, "\(message) It was given \(deadline.components.seconds) seconds.")
        }
        defer { group.cancelAll() }
        guard let result = try await group.next() else { throw StartError(.timeout, message) }
        return result
    }
}
