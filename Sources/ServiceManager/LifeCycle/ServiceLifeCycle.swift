package import ServerDocument

/// What a service does next, as a value: events go in, actions come out, nothing else happens here.
///
/// A service without work has no container. A container is made when the main program is wanted or somebody holds
/// it awake (an action), and removed again when neither is the case.
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

    package enum Event: Hashable, Sendable {
        /// The person, or the service itself, wants another state.
        case desired(DesiredStatus)
        case created
        case creationFailed(String)
        case started
        case startFailed(String)
        case stopped
        case stopFailed(String)
        case removed
        /// The container ended although nobody asked it to.
        case exited(String)
        /// Somebody needs the container; every hold is followed by one release.
        case hold
        case release
        case retryDue
        /// A start did not end in time although the service shall stop.
        case stopDeadlinePassed
        /// A new container is wanted, whatever the present one does.
        case rebuild
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
        case scheduleRetry(after: Duration)
        case scheduleStopDeadline(after: Duration)
        case cancelTimer
    }

    package private(set) var desired: DesiredStatus
    package private(set) var container: Container
    package private(set) var holds = 0
    package private(set) var failures = 0
    private var isWaitingToRetry = false
    private var isRebuildWanted = false
    private var isRetired = false
    private var hasStopDeadline = false

    /// How long a start may go on once the service shall stop.
    package static let stopDeadline = Duration.seconds(10)

    /// A service as it is found: `container` is `ready` when a living one was adopted.
    package init(desired: DesiredStatus, container: Container = .absent) {
        self.desired = desired
        self.container = container
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

    /// The wait before try number `failures + 1`: 1, 2, 4 … 60 seconds.
    private var backoff: Duration {
        .seconds(min(60, 1 << min(failures - 1, 6)))
    }

    /// Takes one event and returns what is to be done about it, in this order.
    package mutating func receive(_ event: Event) -> [Action] {
        var actions: [Action] = []
        switch event {
        case .desired(let status):
            desired = status
            // A person who asks again does not wait for the timer.
            if isWaitingToRetry { actions += stopWaiting() }
        case .created:
            container = .ready(.stopped)
            if !wantsMain { failures = 0 }
        case .creationFailed(let reason):
            container = .absent
            actions += fail(reason)
        case .started:
            guard container == .ready(.starting) else { break }
            container = .ready(.running)
            failures = 0
            actions += endStopDeadline()
            desired = desired.afterStarted
            actions += [.recordStarted, .clearFailure]
        case .startFailed(let reason):
            guard container == .ready(.starting) else { break }
            container = .ready(.stopped)
            actions += endStopDeadline() + fail(reason)
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
            actions.append(.recordStopped)
        case .exited(let reason):
            // While it is made, the making itself reports how it went.
            guard case .ready = container else { break }
            actions += endStopDeadline()
            let wasNeeded = wantsMain || holds > 0
            container = .removing
            actions.append(.removeContainer(graceful: false))
            if wasNeeded { actions += fail(reason) }
        case .hold:
            holds += 1
            if isWaitingToRetry { actions += stopWaiting() }
        case .release: holds = max(0, holds - 1)
        case .retryDue: isWaitingToRetry = false
        case .stopDeadlinePassed:
            hasStopDeadline = false
            if container == .ready(.starting), !wantsMain || isRebuildWanted {
                container = .removing
                actions.append(.removeContainer(graceful: false))
            }
        case .rebuild:
            isRebuildWanted = container != .absent && container != .removing
            if isWaitingToRetry { actions += stopWaiting() }
        case .retire: isRetired = true
        }
        return actions + step()
    }

    /// The start that the deadline was for has ended.
    private mutating func endStopDeadline() -> [Action] {
        defer { hasStopDeadline = false }
        return hasStopDeadline ? [.cancelTimer] : []
    }

    private mutating func stopWaiting() -> [Action] {
        isWaitingToRetry = false
        return [.cancelTimer]
    }

    private mutating func fail(_ reason: String) -> [Action] {
        failures += 1
        isWaitingToRetry = true
        return [.recordFailure(reason), .scheduleRetry(after: backoff)]
    }

    /// The next step from where the service stands towards where it shall be.
    private mutating func step() -> [Action] {
        let isNeeded = !isRetired && (wantsMain || holds > 0 || isRestartPending)
        switch container {
        case .absent:
            guard isNeeded, !isWaitingToRetry else {
                if !isNeeded, isWaitingToRetry { return stopWaiting() }
                return []
            }
            container = .creating
            return [.createContainer]
        case .ready(.stopped):
            if isRebuildWanted || !isNeeded {
                container = .removing
                return [.removeContainer(graceful: true)]
            }
            guard wantsMain, !isWaitingToRetry else { return [] }
            container = .ready(.starting)
            return [.startMain]
        case .ready(.running):
            guard !wantsMain || isRebuildWanted else { return [] }
            container = .ready(.stopping)
            return [.stopMain]
        case .ready(.starting):
            guard !wantsMain || isRebuildWanted, !hasStopDeadline else { return [] }
            hasStopDeadline = true
            return [.scheduleStopDeadline(after: Self.stopDeadline)]
        case .creating, .removing, .ready(.stopping):
            return []
        }
    }

    /// Whether the service goes down only to come up again, so that its container can stay.
    private var isRestartPending: Bool {
        if case .restarting = desired { true } else { false }
    }
}
