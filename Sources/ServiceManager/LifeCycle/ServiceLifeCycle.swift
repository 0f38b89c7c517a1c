package import ServerDocument

/// What a service does next, as a value: events go in, actions come out, nothing else happens here.
///
/// A service without work has no container. A container is made when the main program is wanted or somebody holds
/// it awake (an action), and removed again when neither is the case. What fails is tried again after growing waits.
package struct ServiceLifeCycle: Hashable, Sendable {
    /// The container of a service, with what is going on in it.
    package enum Container: Hashable, Sendable {
        case absent
        /// Being made; `kind` is what its `init` will be told.
        case creating
        /// Initialised.
        case ready(Main)
        case removing
    }

    /// The package's main program.
    package enum Main: Hashable, Sendable {
        case stopped, starting, running, stopping
    }

    /// What the one timer of a service is for.
    package enum Timer: Hashable, Sendable {
        /// The wait before what failed is tried again.
        case retry
        /// How long a start may go on although the service shall stop.
        case stopDeadline
        /// After this the main program has run well.
        case stability
        /// How long an idle container stays for somebody who is likely to come back.
        case idleness
    }

    package enum Event: Hashable, Sendable {
        /// The person, or the service itself, wants another state.
        case desired(DesiredStatus)
        /// The person does not want to wait for the next try.
        case retryNow
        case created
        case creationFailed(String)
        case started
        case startFailed(String)
        case stopped
        case stopFailed(String)
        case removed
        /// The container ended although nobody asked it to.
        case exited(String)
        /// Something went wrong that the service may get over by itself.
        case troubled(String)
        /// Somebody needs the container; every hold is followed by one release.
        case hold
        /// `returns` when the same somebody is likely to need it again soon.
        case release(returns: Bool = false)
        case timerFired(Timer)
        /// A new container is wanted, whatever the present one does.
        case rebuild
        /// A new container is wanted as soon as nobody needs the present one for anything but the main program.
        case renew
        /// No container is wanted any more, whatever is desired: the daemon ends or the package goes.
        case retire
    }

    package enum Action: Hashable, Sendable {
        case createContainer
        case startMain
        case stopMain
        /// Ends the container: politely when `graceful`, else at once.
        case removeContainer(graceful: Bool)
        /// Writes that the main program runs; what is desired moves on with it.
        case recordStarted
        case recordStopped
        case recordFailure(String)
        case clearFailure
        /// Writes what failed and when it is tried again, and sets the timer. `attempt` counts the failures in a row.
        case scheduleRetry(attempt: Int, after: Duration, reason: String)
        /// Writes that nothing is waited for any more.
        case clearRetry
        case schedule(Timer, after: Duration)
        case cancelTimer
    }

    package private(set) var desired: DesiredStatus
    package private(set) var container: Container
    package private(set) var holds = 0
    /// Failures since the main program last ran well.
    package private(set) var failures: Int
    package private(set) var timer: Timer?
    private var isRebuildWanted = false
    private var isRenewalWanted = false
    private var isRetired = false
    private var isTroubled = false
    /// Whether somebody who needed the container is likely to come back.
    private var isReturnExpected = false

    /// How long a start may go on once the service shall stop.
    package static let stopDeadline = Duration.seconds(10)
    /// How long the main program must run until what failed before is forgotten.
    package static let stability = Duration.seconds(60)
    /// How long an idle container stays when somebody is likely to come back.
    package static let idleness = Duration.seconds(60)
    /// The longest wait between two tries.
    package static let longestWait = Duration.seconds(300)

    /// A service as it is found: `container` is `ready` when a living one was adopted.
    ///
    /// - Parameter failures: Above zero when the service waits to be tried again: the owner has set the timer.
    package init(desired: DesiredStatus, container: Container = .absent, failures: Int = 0) {
        self.desired = desired
        self.container = container
        self.failures = failures
        if failures > 0 { timer = .retry }
    }

    /// Whether the main program shall run now.
    private var wantsMain: Bool {
        guard !isRetired else { return false }
        switch desired {
        case .running: return true
        case .restarting:
            // Down first: what runs now is what shall end.
            return container != .ready(.running) && container != .ready(.stopping)
        case .stopped, .backingUp: return false
        }
    }

    /// Whether the service goes down only to come up again, so that its container can stay.
    private var isRestartPending: Bool {
        if case .restarting = desired { true } else { false }
    }

    private var isNeeded: Bool {
        !isRetired && (wantsMain || holds > 0 || isRestartPending)
    }

    /// The wait before the next try: 1, 2, 4 … 256, 300 seconds.
    private var backoff: Duration {
        min(Self.longestWait, .seconds(1 << min(failures - 1, 9)))
    }

    /// Takes one event and returns what is to be done about it, in this order.
    package mutating func receive(_ event: Event) -> [Action] {
        var actions: [Action] = []
        switch event {
        case .desired(let status):
            guard status != desired else { break }
            desired = status
            if case .stopped = status { failures = 0 }
            actions += stopWaiting()
        case .retryNow: actions += stopWaiting()
        case .created:
            container = .ready(.stopped)
            if !wantsMain { failures = 0 }
        case .creationFailed(let reason):
            container = .absent
            actions += fail(reason)
        case .started:
            guard container == .ready(.starting) else { break }
            container = .ready(.running)
            actions += cancel(.stopDeadline)
            desired = desired.afterStarted
            actions += [.recordStarted, .clearFailure]
            isTroubled = false
            if failures > 0 { actions += set(.stability, after: Self.stability) }
        case .startFailed(let reason):
            guard container == .ready(.starting) else { break }
            container = .ready(.stopped)
            actions += cancel(.stopDeadline) + fail(reason)
        case .stopped:
            guard container == .ready(.stopping) else { break }
            container = .ready(.stopped)
            actions.append(.recordStopped)
        case .stopFailed(let reason):
            guard container == .ready(.stopping) else { break }
            // It is not known what still runs in there: the container goes.
            container = .removing
            actions += [.recordFailure(reason), .removeContainer(graceful: false)]
        case .removed:
            container = .absent
            isRebuildWanted = false
            isRenewalWanted = false
            actions.append(.recordStopped)
        case .exited(let reason):
            // While it is made, the making itself reports how it went.
            guard case .ready = container else { break }
            actions += cancel(.stopDeadline) + cancel(.stability) + cancel(.idleness)
            let wasNeeded = wantsMain || holds > 0
            container = .removing
            actions.append(.removeContainer(graceful: false))
            if wasNeeded { actions += fail(reason) }
        case .troubled(let reason):
            actions.append(.recordFailure(reason))
            isTroubled = true
            if container == .ready(.running) { actions += set(.stability, after: Self.stability) }
        case .hold:
            holds += 1
            isReturnExpected = false
            actions += stopWaiting() + cancel(.idleness)
        case .release(let returns):
            holds = max(0, holds - 1)
            isReturnExpected = returns && container == .ready(.stopped) && !isRetired
        case .timerFired(let fired):
            // One that fired while it was cancelled means nothing any more.
            guard fired == timer else { break }
            timer = nil
            actions += expire(fired)
        case .rebuild:
            isRebuildWanted = container != .absent && container != .removing
            actions += stopWaiting()
        case .renew: isRenewalWanted = container != .absent && container != .removing
        case .retire: isRetired = true
        }
        if isRenewalWanted, holds == 0, case .ready = container { isRebuildWanted = true }
        return actions + step()
    }

    private mutating func expire(_ timer: Timer) -> [Action] {
        switch timer {
        case .retry: return [.clearRetry]
        case .stopDeadline:
            guard container == .ready(.starting), !wantsMain || isRebuildWanted else { return [] }
            container = .removing
            return [.removeContainer(graceful: false)]
        case .stability:
            failures = 0
            defer { isTroubled = false }
            return isTroubled ? [.clearFailure] : []
        case .idleness:
            isReturnExpected = false
            return []
        }
    }

    private mutating func set(_ timer: Timer, after wait: Duration) -> [Action] {
        self.timer = timer
        return [.schedule(timer, after: wait)]
    }

    private mutating func cancel(_ timer: Timer) -> [Action] {
        guard self.timer == timer else { return [] }
        self.timer = nil
        return [.cancelTimer]
    }

    private mutating func stopWaiting() -> [Action] {
        let actions = cancel(.retry)
        return actions.isEmpty ? [] : actions + [.clearRetry]
    }

    private mutating func fail(_ reason: String) -> [Action] {
        failures += 1
        timer = .retry
        return [.scheduleRetry(attempt: failures, after: backoff, reason: reason)]
    }

    /// The next step from where the service stands towards where it shall be.
    private mutating func step() -> [Action] {
        switch container {
        case .absent:
            guard isNeeded else { return stopWaiting() }
            guard timer != .retry else { return [] }
            container = .creating
            return [.createContainer]
        case .ready(.stopped):
            if isRebuildWanted || !isNeeded {
                if isReturnExpected, !isRebuildWanted, !isRetired {
                    return timer == .idleness ? [] : stopWaiting() + set(.idleness, after: Self.idleness)
                }
                container = .removing
                return stopWaiting() + cancel(.idleness) + [.removeContainer(graceful: true)]
            }
            let actions = cancel(.idleness)
            guard wantsMain, timer != .retry else { return actions }
            container = .ready(.starting)
            isReturnExpected = false
            return actions + [.startMain]
        case .ready(.running):
            guard !wantsMain || isRebuildWanted else { return [] }
            container = .ready(.stopping)
            return cancel(.stability) + [.stopMain]
        case .ready(.starting):
            guard !wantsMain || isRebuildWanted, timer != .stopDeadline else { return [] }
            return set(.stopDeadline, after: Self.stopDeadline)
        case .creating, .removing, .ready(.stopping):
            return []
        }
    }
}
