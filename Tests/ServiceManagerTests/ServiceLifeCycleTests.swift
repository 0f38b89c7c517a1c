import ServerDocument
@testable import ServiceManager
import Testing

@Suite("Life cycle of a service")
struct ServiceLifeCycleTests {
    typealias Action = ServiceLifeCycle.Action
    typealias Event = ServiceLifeCycle.Event

    /// Feeds events one after the other and returns what each led to.
    private func run(_ lifeCycle: inout ServiceLifeCycle, _ events: [Event]) -> [[Action]] {
        events.map { lifeCycle.receive($0) }
    }

    @Test("start: container, main program, record")
    func start() {
        var service = ServiceLifeCycle(desired: .stopped)
        let actions = run(&service, [.desired(.running), .created, .started])
        #expect(actions == [[.createContainer], [.startMain], [.recordStarted, .clearFailure]])
        #expect(service.container == .ready(.running))
    }

    @Test("stop: main program ends, then the container goes; nothing is left")
    func stop() {
        var service = ServiceLifeCycle(desired: .running, container: .ready(.running))
        let actions = run(&service, [.desired(.stopped), .stopped, .removed])
        #expect(actions == [[.stopMain], [.recordStopped, .removeContainer(graceful: true)], [.recordStopped]])
        #expect(service.container == .absent)
    }

    @Test("restart keeps the container")
    func restart() {
        var service = ServiceLifeCycle(desired: .running, container: .ready(.running))
        let actions = run(&service, [.desired(.restarting(again: false)), .stopped, .started])
        #expect(
            actions == [[.stopMain], [.recordStopped, .startMain], [.recordStarted, .clearFailure]])
    }

    @Test("a start that fails is tried again after growing waits and says why")
    func backoff() {
        var service = ServiceLifeCycle(desired: .running)
        _ = run(&service, [.retryNow, .created])
        var waits: [Duration] = []
        for attempt in 1...12 {
            for action in service.receive(.startFailed("no")) {
                if case .scheduleRetry(attempt, let wait, "no") = action { waits.append(wait) }
            }
            #expect(service.container == .ready(.stopped))
            #expect(service.receive(.timerFired(.retry)) == [.clearRetry, .startMain])
        }
        #expect(waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300].map { .seconds($0) })
    }

    @Test("failures are forgotten after the main program ran well for a minute, not before")
    func stability() {
        var service = ServiceLifeCycle(desired: .running)
        _ = run(&service, [.retryNow, .created, .startFailed("no"), .timerFired(.retry)])
        let minute = Action.schedule(.stability, after: .seconds(60))
        #expect(service.receive(.started) == [.recordStarted, .clearFailure, minute])
        #expect(service.failures == 1)
        var other = service
        #expect(service.receive(.timerFired(.stability)) == [])
        #expect(service.failures == 0)
        // One that comes up and falls again keeps its place in the row.
        let actions = other.receive(.exited("crash"))
        #expect(actions.contains(.scheduleRetry(attempt: 2, after: .seconds(2), reason: "crash")))
    }

    @Test("trouble that a service gets over is shown for a minute")
    func trouble() {
        var service = ServiceLifeCycle(desired: .running, container: .ready(.running))
        let actions = run(&service, [.troubled("memory"), .timerFired(.stability)])
        #expect(actions == [[.recordFailure("memory"), .schedule(.stability, after: .seconds(60))], [.clearFailure]])
        #expect(service.container == .ready(.running))
    }

    @Test("a person who asks again does not wait for the timer")
    func impatience() {
        var service = ServiceLifeCycle(desired: .running)
        _ = run(&service, [.retryNow, .creationFailed("no")])
        #expect(service.receive(.desired(.running)) == [], "nothing new is wished")
        #expect(service.receive(.retryNow) == [.cancelTimer, .clearRetry, .createContainer])
        #expect(service.receive(.timerFired(.retry)) == [], "it fired while it was cancelled")
    }

    @Test("a wait that an earlier daemon began goes on")
    func resumedWait() {
        var service = ServiceLifeCycle(desired: .running, failures: 3)
        #expect(service.receive(.desired(.running)) == [])
        #expect(service.receive(.timerFired(.retry)) == [.clearRetry, .createContainer])
        let actions = service.receive(.creationFailed("no"))
        #expect(actions == [.scheduleRetry(attempt: 4, after: .seconds(8), reason: "no")])
        #expect(service.receive(.desired(.stopped)) == [.cancelTimer, .clearRetry])
        #expect(service.failures == 0)
    }

    @Test("who asked for a form is waited for, a minute long; then the container goes")
    func returning() {
        let minute = Action.schedule(.idleness, after: .seconds(60))
        var service = ServiceLifeCycle(desired: .stopped)
        #expect(run(&service, [.hold, .created, .release(returns: true)]) == [[.createContainer], [], [minute]])
        // They come back, and go for good.
        #expect(run(&service, [.hold, .release()]) == [[.cancelTimer], [.removeContainer(graceful: true)]])
        // They do not come back.
        _ = run(&service, [.removed, .hold, .created, .release(returns: true)])
        #expect(service.receive(.timerFired(.idleness)) == [.removeContainer(graceful: true)])
        // Nobody waits for a form when the daemon ends.
        _ = run(&service, [.removed, .hold, .created, .release(returns: true)])
        #expect(service.receive(.retire) == [.cancelTimer, .removeContainer(graceful: true)])
        // A service that runs stops as soon as it shall, form or not.
        var running = ServiceLifeCycle(desired: .running, container: .ready(.running))
        let actions = run(&running, [.hold, .release(returns: true), .desired(.stopped), .stopped])
        #expect(actions == [[], [], [.stopMain], [.recordStopped, .removeContainer(graceful: true)]])
    }

    @Test("a container of another make is replaced when nobody needs it any more")
    func renewal() {
        var service = ServiceLifeCycle(desired: .running, container: .ready(.running))
        #expect(run(&service, [.hold, .hold, .renew, .release()]) == [[], [], [], []])
        let actions = run(&service, [.release(), .stopped, .removed, .created, .started])
        #expect(
            actions == [
                [.stopMain], [.recordStopped, .removeContainer(graceful: true)], [.recordStopped, .createContainer],
                [.startMain], [.recordStarted, .clearFailure],
            ])
        // Once.
        #expect(run(&service, [.hold, .release()]) == [[], []])
    }

    @Test("a container of another make in which nothing is left to do goes as it would have")
    func renewalOfAnIdleOne() {
        var service = ServiceLifeCycle(desired: .stopped, container: .ready(.stopped))
        #expect(run(&service, [.hold, .renew]) == [[], []])
        #expect(run(&service, [.release(), .removed]) == [[.removeContainer(graceful: true)], [.recordStopped]])
        #expect(service.container == .absent)
    }

    @Test("a rebuild that a person asks for does not wait")
    func rebuildAtOnce() {
        var service = ServiceLifeCycle(desired: .running, container: .ready(.running))
        #expect(run(&service, [.hold, .rebuild]) == [[], [.stopMain]])
    }

    @Test("a failing service can be stopped")
    func stopWhileFailing() {
        var service = ServiceLifeCycle(desired: .running)
        _ = run(&service, [.desired(.running), .created, .startFailed("no")])
        #expect(
            service.receive(.desired(.stopped)) == [.cancelTimer, .clearRetry, .removeContainer(graceful: true)])
    }

    @Test("a start that hangs is ended by force after a while")
    func hangingStart() {
        var service = ServiceLifeCycle(desired: .running)
        _ = run(&service, [.desired(.running), .created])
        #expect(service.receive(.desired(.stopped)) == [.schedule(.stopDeadline, after: .seconds(10))])
        #expect(service.receive(.timerFired(.stopDeadline)) == [.removeContainer(graceful: false)])
        #expect(service.receive(.startFailed("gone")) == [])
        #expect(service.receive(.removed) == [.recordStopped])
    }

    @Test("a start that failed leaves no deadline behind for the next one")
    func deadlineEnds() {
        var service = ServiceLifeCycle(desired: .running)
        _ = run(&service, [.desired(.running), .created, .desired(.stopped), .startFailed("no"), .removed])
        _ = run(&service, [.desired(.running), .created])
        #expect(service.receive(.desired(.stopped)) == [.schedule(.stopDeadline, after: .seconds(10))])
    }

    @Test("rebuild ends a start that hangs")
    func rebuildOfHangingStart() {
        var service = ServiceLifeCycle(desired: .running)
        _ = run(&service, [.desired(.running), .created])
        #expect(service.receive(.rebuild) == [.schedule(.stopDeadline, after: .seconds(10))])
        #expect(service.receive(.timerFired(.stopDeadline)) == [.removeContainer(graceful: false)])
        #expect(service.receive(.removed) == [.recordStopped, .createContainer])
    }

    @Test("an action wakes a stopped service, which sleeps again afterwards")
    func wake() {
        var service = ServiceLifeCycle(desired: .stopped)
        let actions = run(&service, [.hold, .created, .hold, .release(), .release(), .removed])
        #expect(actions == [[.createContainer], [], [], [], [.removeContainer(graceful: true)], [.recordStopped]])
    }

    @Test("a container that ends by itself is made anew, after a wait")
    func crash() {
        var service = ServiceLifeCycle(desired: .running, container: .ready(.running))
        let actions = run(&service, [.exited("crashed"), .removed, .timerFired(.retry)])
        #expect(
            actions == [
                [
                    .removeContainer(graceful: false),
                    .scheduleRetry(attempt: 1, after: .seconds(1), reason: "crashed"),
                ],
                [.recordStopped], [.clearRetry, .createContainer],
            ])
    }

    @Test("rebuild goes down and up again")
    func rebuild() {
        var service = ServiceLifeCycle(desired: .running, container: .ready(.running))
        let actions = run(&service, [.rebuild, .stopped, .removed, .created])
        #expect(
            actions == [
                [.stopMain], [.recordStopped, .removeContainer(graceful: true)],
                [.recordStopped, .createContainer], [.startMain],
            ])
    }

    @Test("retiring leaves what is desired and ends everything")
    func retire() {
        var service = ServiceLifeCycle(desired: .running, container: .ready(.running))
        _ = run(&service, [.retire, .stopped, .removed])
        #expect(service.container == .absent)
        #expect(service.desired == .running)
        #expect(service.receive(.hold) == [])
    }

    /// A machine that does what it is told, in random order and sometimes badly, always arrives.
    @Test("any order of events ends where it should", arguments: 0..<300)
    func arrives(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed) + 1)
        var service = ServiceLifeCycle(desired: .stopped)
        var pending: [Event] = []
        var timer: ServiceLifeCycle.Timer?
        var hasContainer = false
        var mainRuns = false
        var holds = 0

        func perform(_ actions: [Action], reliable: Bool) {
            for action in actions {
                let fails = !reliable && Int.random(in: 0..<4, using: &random) == 0
                switch action {
                case .createContainer:
                    #expect(!hasContainer, "a second container")
                    if fails {
                        pending.append(.creationFailed("x"))
                    } else {
                        hasContainer = true
                        pending.append(.created)
                    }
                case .startMain:
                    #expect(hasContainer && !mainRuns)
                    pending.append(fails ? .startFailed("x") : .started)
                    mainRuns = !fails
                case .stopMain:
                    #expect(hasContainer)
                    pending.append(fails ? .stopFailed("x") : .stopped)
                    mainRuns = fails
                case .removeContainer(let graceful):
                    #expect(hasContainer)
                    #expect(!graceful || !mainRuns, "a running main program must be stopped first")
                    hasContainer = false
                    mainRuns = false
                    pending.removeAll()
                    pending.append(.removed)
                case .scheduleRetry(let attempt, let wait, _):
                    #expect(!mainRuns && attempt > 0 && wait <= ServiceLifeCycle.longestWait)
                    timer = .retry
                case .schedule(let purpose, _):
                    #expect(hasContainer, "only a wait for another try needs no container")
                    timer = purpose
                case .cancelTimer:
                    #expect(timer != nil)
                    timer = nil
                case .recordStarted, .recordStopped, .recordFailure, .clearFailure, .clearRetry: break
                }
            }
        }

        /// What happens next by itself.
        func next() -> Event? {
            if !pending.isEmpty { return pending.removeFirst() }
            defer { timer = nil }
            return timer.map { .timerFired($0) }
        }

        let wishes: [DesiredStatus] = [.stopped, .running, .restarting(again: false)]
        for _ in 0..<60 {
            switch Int.random(in: 0..<7, using: &random) {
            case 0:
                perform(service.receive(.desired(wishes.randomElement(using: &random) ?? .stopped)), reliable: false)
            case 1 where hasContainer && service.container != .creating && Bool.random(using: &random):
                perform(service.receive(.exited("x")), reliable: false)
            case 2:
                holds += 1
                perform(service.receive(.hold), reliable: false)
            case 3 where holds > 0:
                holds -= 1
                let returns = Bool.random(using: &random)
                perform(service.receive(.release(returns: returns)), reliable: false)
            case 4 where Int.random(in: 0..<3, using: &random) == 0:
                let events: [Event] = [
                    .retryNow, .troubled("x"), .rebuild, .timerFired(.retry), .timerFired(.idleness),
                ]
                let event = events.randomElement(using: &random) ?? .retryNow
                if case .timerFired(let fired) = event, fired == timer { timer = nil }
                perform(service.receive(event), reliable: false)
            default:
                if let event = next() { perform(service.receive(event), reliable: false) }
            }
        }
        while holds > 0 {
            holds -= 1
            perform(service.receive(.release()), reliable: true)
        }
        let wish: DesiredStatus = Bool.random(using: &random) ? .running : .stopped
        perform(service.receive(.desired(wish)), reliable: true)
        for _ in 0..<100 {
            guard let event = next() else { break }
            perform(service.receive(event), reliable: true)
        }
        #expect(timer == nil && service.timer == nil)
        #expect(service.container == (wish == .running ? .ready(.running) : .absent), "seed \(seed)")
        #expect(mainRuns == (wish == .running))
    }
}

/// SplitMix64: the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
