import LiveSystem
import Synchronization
import Testing

@testable import RPCServer

@Suite(.timeLimit(.minutes(1))) struct ContinuationsTests {
    private let time = ManualTime()
    private let continuations: Continuations

    init() {
        continuations = Continuations(time: time, random: LiveRandomSource())
    }

    @Test func aGuidWorksOnceAndForItsKindOnly() {
        let guid = continuations.openWebSocket(session: nil) { _, _ in }
        #expect(ContinuationId.isValid(guid))
        #expect(continuations.claimREST(guid) == nil)
        let claimed = continuations.claimWebSocket(guid)
        #expect(claimed != nil)
        #expect(continuations.claimWebSocket(guid) == nil)
        #expect(continuations.count == 1)
        _ = consume claimed
        #expect(continuations.count == 0)
    }

    @Test func nobodyComesInTime() async {
        let expired = StopSignal()
        let guid = continuations.openREST(session: nil, onExpiry: { expired.fire() }) { _ in RESTResponse() }
        let longer = continuations.openREST(session: nil, timeout: .seconds(600)) { _ in RESTResponse() }
        await time.untilSleeping(2)
        time.advance(by: .seconds(29))
        #expect(!expired.isFired)
        time.advance(by: .seconds(1))
        await expired.wait()
        #expect(continuations.claimREST(guid) == nil)
        #expect(continuations.claimREST(longer) != nil)
    }

    @Test func theEndOfASessionTakesItsHandlersAlong() {
        let expired = StopSignal()
        let waiting = continuations.openWebSocket(session: "a", onExpiry: { expired.fire() }) { _, _ in }
        let running = continuations.claimWebSocket(continuations.openWebSocket(session: "a") { _, _ in })
        let other = continuations.openWebSocket(session: "b") { _, _ in }
        continuations.endSession("a")
        #expect(expired.isFired)
        #expect(running?.lease.stop.isFired == true)
        #expect(continuations.claimWebSocket(waiting) == nil)
        #expect(continuations.claimWebSocket(other) != nil)
    }

    @Test func tooManyDropTheOldest() {
        let first = continuations.openWebSocket(session: nil) { _, _ in }
        let second = continuations.openWebSocket(session: nil) { _, _ in }
        for _ in 0..<1023 { _ = continuations.openWebSocket(session: nil) { _, _ in } }
        #expect(continuations.claimWebSocket(first) == nil)
        #expect(continuations.claimWebSocket(second) != nil)
    }
}
