import Testing

@testable import RPCServer

@Suite(.timeLimit(.minutes(1))) struct BoundedQueueTests {
    @Test func everythingArrivesInOrderThroughASmallQueue() async throws {
        let queue = BoundedQueue<Int>(capacity: 2)
        async let received: [Int] = {
            var all: [Int] = []
            while let next = await queue.next() { all.append(next) }
            return all
        }()
        for number in 0..<1000 { try await queue.send(number) }
        queue.finish()
        #expect(await received == Array(0..<1000))
    }

    @Test func aFullQueueHoldsItsSenderBack() async throws {
        let queue = BoundedQueue<Int>(capacity: 1)
        #expect(try queue.offerIfRoom(1))
        #expect(try !queue.offerIfRoom(2))
        let sender = Task { try await queue.send(2) }
        #expect(await queue.next() == 1)
        try await sender.value
        #expect(await queue.next() == 2)
    }

    @Test func cancellingASenderLeavesTheOthers() async throws {
        let queue = BoundedQueue<Int>(capacity: 1)
        queue.force(1)
        let cancelled = Task { try await queue.send(2) }
        let other = Task { try await queue.send(3) }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        #expect(await queue.next() == 1)
        try await other.value
        #expect(await queue.next() == 3)
    }

    @Test func afterTheEndNothingGoesIn() async throws {
        let queue = BoundedQueue<Int>(capacity: 1)
        queue.force(1)
        let waiting = Task { try await queue.send(2) }
        queue.finish()
        await #expect(throws: BoundedQueue<Int>.Finished.self) { try await waiting.value }
        #expect(await queue.next() == 1)
        #expect(await queue.next() == nil)
    }

    @Test func manySendersLoseNothing() async throws {
        let queue = BoundedQueue<Int>(capacity: 3)
        let sum = try await withThrowingTaskGroup(of: Void.self) { group in
            for sender in 0..<20 {
                group.addTask { for number in 0..<50 { try await queue.send(sender * 50 + number) } }
            }
            var sum = 0
            for _ in 0..<1000 { sum += await queue.next() ?? 0 }
            try await group.waitForAll()
            return sum
        }
        #expect(sum == 499_500)
    }
}
