import SimulatedSystem
import SystemInterface
import Testing

@Suite struct SimulatedClockTests {
    @Test func sleepersWakeInOrder() async throws {
        let time = SimulatedTimeSource()
        let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
        let start = time.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for delay in [30, 10, 20] {
                group.addTask {
                    try await time.sleep(for: .seconds(delay))
                    continuation.yield(delay)
                }
            }
            await time.waitForSleepers(3)
            var order: [Int] = []
            var iterator = stream.makeAsyncIterator()
            while time.advanceToNextSleeper() { order.append(try #require(await iterator.next())) }
            #expect(order == [10, 20, 30])
            try await group.waitForAll()
        }
        #expect(time.now.duration(since: start) == .seconds(30))
        #expect(!time.advanceToNextSleeper())
    }

    @Test func cancellingEndsASleep() async {
        let time = SimulatedTimeSource()
        let sleeper = Task { try await time.sleep(for: .seconds(1)) }
        await time.waitForSleepers()
        sleeper.cancel()
        await #expect(throws: CancellationError.self) { try await sleeper.value }
    }

    @Test func randomBytesRepeatWithTheSeed() {
        #expect(SimulatedRandomSource(seed: 1).bytes(32) == SimulatedRandomSource(seed: 1).bytes(32))
        #expect(SimulatedRandomSource(seed: 1).bytes(32) != SimulatedRandomSource(seed: 2).bytes(32))
    }
}
