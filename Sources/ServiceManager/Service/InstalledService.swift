import Containers
import Errors
import JSONValues
import Logging
import Logs
import PatchDatabase
import ServerDocument
import SystemInterface

/// One installed package as the machine runs it: performs what its life cycle asks for and reports back to it.
///
/// It wakes by the very patches that say what is desired; nobody calls it for that. Every step it makes is a patch.
package actor InstalledService {
    package nonisolated let id: String
    nonisolated let host: ServiceHost
    nonisolated let logger: Logger

    var lifeCycle: ServiceLifeCycle
    /// The container and the conversation with it, while there is one.
    var session: ContainerSession?
    /// What the next `init` is told.
    var initKind: InitKind?
    /// What the next `exit` is told; own version unless the package goes.
    var exitTarget = ExitTarget.ownVersion
    /// What went wrong in the last `exit`, if anything did.
    var exitFailure: StartError?
    /// Bytes that the service has written, as they were measured last.
    package internal(set) var diskUsage: Int64?
    /// Where the log was when the present try to start began.
    var tryBegan: LogPosition?
    /// When memory ran short last, and when the person was told: uptime.
    var lastShortage: Duration?
    var lastNotice: Duration?
    /// Exported actions whose tasks are still to be evaluated, and whether somebody is at it.
    var exportedActions: Set<String> = []
    var isEvaluatingExports = false
    /// Actions whose input form the present runtime has made, by event id.
    var preparedInputs: Set<String> = []

    private let events: AsyncStream<ServiceLifeCycle.Event>
    private let eventInput: AsyncStream<ServiceLifeCycle.Event>.Continuation
    private var timer: Task<Void, Never>?
    private var waiters: [UInt64: Waiter] = [:]
    private var nextWaiter: UInt64 = 0
    /// Whether this service no longer takes part: nobody may wait for it any more.
    private(set) var hasEnded = false
    /// Whether a container that is being made shall not be finished.
    private(set) var isAbandoned = false
    /// How long a package may take to come up for its own clean-up.
    private static let readyDeadline = Duration.seconds(600)

    private struct Waiter {
        let goal: Goal
        let continuation: CheckedContinuation<Void, any Error>
    }

    /// What somebody waits for.
    enum Goal {
        /// An initialised container.
        case ready
        /// No container.
        case absent
        /// An initialised container in which the main program does not run.
        case idle
    }

    init(id: String, host: ServiceHost, initKind: InitKind? = nil) {
        self.id = id
        self.host = host
        self.initKind = initKind
        var logger = host.logger
        logger[metadataKey: "package"] = "\(id)"
        self.logger = logger
        lifeCycle = ServiceLifeCycle(desired: .stopped)
        (events, eventInput) = AsyncStream.makeStream()
    }

    nonisolated var entry: DocumentPath<PackageEntry> { Document.root.package(id) }
    /// The name of the package for people.
    nonisolated var title: String {
        let state = (try? host.database.value(at: entry.stateInfo)) ?? nil
        return state?.currentManifest?["title"]?.string ?? id
    }
    nonisolated var directories: ServiceDirectories { host.directories.service(id) }

    /// Reports an event to the life cycle.
    nonisolated func report(_ event: ServiceLifeCycle.Event) {
        eventInput.yield(event)
    }

    /// Lives until the service is retired and its container gone.
    func run() async {
        let desired = Task { [host, entry] in
            do {
                for try await desired in host.database.watch(entry.statusInfo.desired) {
                    if let desired { self.report(.desired(desired)) }
                }
            } catch {
                self.logger.error(
                    "The desired state cannot be read", metadata: ["error": "\(StartError(wrapping: error).debugText)"])
            }
        }
        let limits = Task { [host, entry] in
            do {
                for try await limits in host.database.watch(entry.limits) {
                    await apply(ContainerLimits(limits ?? nil))
                }
            } catch {
                self.logger.error(
                    "The limits cannot be read", metadata: ["error": "\(StartError(wrapping: error).debugText)"])
            }
        }
        for await event in events {
            logger.debug("Event", metadata: ["event": "\(event)"])
            for action in lifeCycle.receive(event) {
                logger.debug("Action", metadata: ["action": "\(action)"])
                await perform(action)
            }
            settleWaiters(after: event)
        }
        desired.cancel()
        limits.cancel()
        timer?.cancel()
        hasEnded = true
        dismissWaiters("\(id) is not looked after any more.")
    }

    /// Stops taking part. The container, if there is one, goes on by itself: the next daemon adopts it.
    func detach() async {
        hasEnded = true
        eventInput.finish()
        await session?.detach()
    }

    private func perform(_ action: ServiceLifeCycle.Action) async {
        switch action {
        case .createContainer:
            work(success: .created, failure: ServiceLifeCycle.Event.creationFailed) {
                try await self.createContainer()
            }
        case .startMain:
            work(success: .started, failure: ServiceLifeCycle.Event.startFailed) {
                try await self.startMain()
            }
        case .stopMain:
            work(success: .stopped, failure: ServiceLifeCycle.Event.stopFailed) {
                try await self.stopMain()
            }
        case .removeContainer(let graceful):
            work(success: .removed, failure: { _ in .removed }) {
                try await self.removeContainer(graceful: graceful)
            }
        case .recordStarted:
            await record { [now = host.time.now.description] status in
                status.started = status.started ?? now
                status.retry = nil
                status.desired = status.desired.afterStarted
            }
        case .recordStopped:
            await record { status in
                status.started = nil
                status.health = [:]
            }
        case .recordFailure(let reason):
            await record { status in
                status.error = ErrorInfo(details: reason, debug: reason)
            }
        case .clearFailure: await record { status in status.error = nil }
        case .scheduleRetry(let attempt, let wait, let reason):
            await waitToRetry(attempt: attempt, after: wait, reason: reason)
        case .clearRetry: await record { status in status.retry = nil }
        case .schedule(let timer, let wait): schedule(.timerFired(timer), after: wait)
        case .cancelTimer: timer?.cancel()
        }
    }

    /// Does something that takes time and reports how it went.
    private func work(
        success: ServiceLifeCycle.Event,
        failure: @escaping @Sendable (String) -> ServiceLifeCycle.Event,
        _ body: @escaping @Sendable () async throws -> Void
    ) {
        Task {
            do {
                try await body()
                report(success)
            } catch {
                let error = StartError(wrapping: error)
                logger.error(
                    "A step failed",
                    metadata: ["step": "\(success)", "error": "\(StartError(wrapping: error).debugText)"])
                report(failure(error.message))
            }
        }
    }

    func schedule(_ event: ServiceLifeCycle.Event, after wait: Duration) {
        timer?.cancel()
        timer = Task { [time = host.time] in
            guard (try? await time.sleep(for: wait)) != nil else { return }
            report(event)
        }
    }

    /// Writes to the status. An entry that is gone has nothing to be written to.
    func record(_ change: @escaping @Sendable (inout StatusInfo) -> Void) async {
        do {
            let place = entry.statusInfo
            try await host.database.update { transaction in
                guard try transaction.value(at: place) != nil else { return }
                try transaction.modify(place, change)
            }
        } catch {
            logger.error(
                "The status cannot be written", metadata: ["error": "\(StartError(wrapping: error).debugText)"])
        }
    }

    // MARK: Waiting

    /// Returns when `goal` is reached.
    ///
    /// - Throws: the reason when the container that is waited for cannot be made.
    func wait(for goal: Goal) async throws {
        if isReached(goal) { return }
        nextWaiter += 1
        let key = nextWaiter
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                if hasEnded || Task.isCancelled {
                    continuation.resume(throwing: StartError(.cancelled, "\(id) is not looked after any more."))
                } else {
                    waiters[key] = Waiter(goal: goal, continuation: continuation)
                }
            }
        } onCancel: {
            Task { await self.giveUp(key) }
        }
    }

    private func giveUp(_ key: UInt64) {
        waiters.removeValue(forKey: key)?.continuation.resume(throwing: StartError(.cancelled, "It was cancelled."))
    }

    private func dismissWaiters(_ reason: String) {
        let open = waiters.values
        waiters = [:]
        for waiter in open { waiter.continuation.resume(throwing: StartError(.cancelled, reason)) }
    }

    /// Whether the package's own `init` is done and its `exit` has not begun.
    var isInitialised: Bool { isReached(.ready) }

    private func isReached(_ goal: Goal) -> Bool {
        switch (goal, lifeCycle.container) {
        case (.ready, .ready), (.idle, .ready(.stopped)), (.absent, .absent): true
        default: false
        }
    }

    private func settleWaiters(after event: ServiceLifeCycle.Event) {
        for (key, waiter) in waiters {
            if isReached(waiter.goal) {
                waiters[key] = nil
                waiter.continuation.resume()
            } else if case .creationFailed(let reason) = event {
                waiters[key] = nil
                waiter.continuation.resume(throwing: StartError(.container, reason))
            }
        }
    }

    /// Keeps the service awake while `body` talks to its runtime, and for a while longer when the caller `returns`.
    func withRuntime<T: Sendable>(
        returns: Bool = false, _ body: (RuntimeConnection) async throws -> T
    ) async throws -> T {
        report(.hold)
        defer { report(.release(returns: returns)) }
        // The hold is an event behind others: by the time it is handled the container may be on its way out.
        try await wait(for: .ready)
        guard let runtime = session?.runtime else {
            throw StartError(.uninitialized, "\(id) is just being stopped. Try again.")
        }
        return try await body(runtime)
    }

    /// Ends the service for good: what runs stops, and the package is told why.
    ///
    /// - Throws: what its own clean-up throws; the container is gone all the same.
    func end(_ target: ExitTarget) async throws {
        exitTarget = target
        exitFailure = nil
        report(.hold)
        do {
            try await withDeadline(Self.readyDeadline, host.time, "\(id) did not get ready for its clean-up.") {
                try await self.wait(for: .ready)
            }
        } catch {
            // Nothing of this may go on behind the back of whoever looks after the package next.
            await abandon()
            throw error
        }
        report(.retire)
        report(.release())
        try await wait(for: .absent)
        if let exitFailure { throw exitFailure }
    }

    /// Makes the container of a new package; it stays until `sleepIfIdle()`.
    ///
    /// - Throws: what the package's own `init` throws.
    func initialise() async throws {
        report(.hold)
        try await wait(for: .ready)
    }

    /// Lets the container go unless somebody needs it.
    func sleepIfIdle() {
        report(.release())
    }

    /// Ends everything, whatever is under way, and returns when no container is left.
    func abandon() async {
        isAbandoned = true
        report(.retire)
        dismissWaiters("It was cancelled.")
        // An `init` that never ends holds everything up; without its conversation it ends.
        if case .creating = lifeCycle.container { await session?.runtime.close() }
        // For a caller that is cancelled itself too: what follows relies on the container being gone.
        _ = await Task { try? await self.wait(for: .absent) }.value
    }

    /// Returns when the container is gone; one that is still being made after `patience` is given up.
    func untilAbsent(waitingForCreation patience: Duration) async {
        let impatience = Task { [time = host.time] in
            try await time.sleep(for: patience)
            await giveUpCreation()
        }
        try? await wait(for: .absent)
        impatience.cancel()
    }

    private func giveUpCreation() async {
        guard case .creating = lifeCycle.container else { return }
        isAbandoned = true
        await session?.runtime.close()
    }

    /// Writes what is true when no container was found: nothing runs.
    func settleAfterCrash() async {
        let failures = resumeWait()
        await record { status in
            status.started = nil
            status.health = [:]
            status.desired = status.desired.afterCreation
            if failures == 0 { status.retry = nil }
        }
        if failures > 0 { lifeCycle = ServiceLifeCycle(desired: .running, failures: failures) }
    }

    /// Takes the container away and makes a new one, in the order that a graceful stop needs.
    package func rebuild() {
        report(.rebuild)
    }
}

/// Why a service is initialised: the `kind` of the runtime's `init`.
package enum InitKind: String, Sendable {
    case install, update, restore
}

/// What a container is told when it ends: the `target` of the runtime's `exit`.
enum ExitTarget: Sendable {
    /// It comes back as it is.
    case ownVersion
    /// The package goes for good.
    case uninstall
}
