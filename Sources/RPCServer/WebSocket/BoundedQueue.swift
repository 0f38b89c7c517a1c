import Synchronization

/// A queue between tasks that holds back its senders while it is full. For one receiver.
final class BoundedQueue<Element: Sendable>: Sendable {
    /// The queue is finished: nobody will receive.
    struct Finished: Error {}

    private struct State {
        var elements: [Element] = []
        var isFinished = false
        var receiver: CheckedContinuation<Void, Never>?
        var senders: [(id: UInt64, continuation: CheckedContinuation<Void, Never>)] = []
        var nextSender: UInt64 = 0

        mutating func takeWaiting() -> [CheckedContinuation<Void, Never>] {
            let waiting = senders.map(\.continuation) + (receiver.map { [$0] } ?? [])
            senders = []
            receiver = nil
            return waiting
        }
    }

    private let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Adds `element` as soon as there is room.
    ///
    /// - Throws: `Finished`, or `CancellationError` when the task is cancelled while it waits.
    func send(_ element: Element) async throws {
        while true {
            try Task.checkCancellation()
            if try offerIfRoom(element) { return }
            await waitForRoom()
        }
    }

    /// Adds `element` even when the queue is full; drops it when the queue is finished.
    func force(_ element: Element) {
        let receiver = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if state.isFinished { return nil }
            state.elements.append(element)
            return state.receiver.take()
        }
        receiver?.resume()
    }

    /// The next element; nil when the queue is finished and empty, or the task is cancelled.
    func next() async -> Element? {
        while !Task.isCancelled {
            let (element, senders, isFinished) = state.withLock { state in
                guard !state.elements.isEmpty else {
                    return (Element?.none, [CheckedContinuation<Void, Never>](), state.isFinished)
                }
                defer { state.senders = [] }
                return (state.elements.removeFirst(), state.senders.map(\.continuation), false)
            }
            // All of them: one alone might be cancelled and leave the room unused.
            for sender in senders { sender.resume() }
            if let element { return element }
            if isFinished { return nil }
            await waitForElement()
        }
        return nil
    }

    /// Lets the receiver take what is there, and nothing more in.
    func finish() {
        let waiting = state.withLock { state in
            state.isFinished = true
            return state.takeWaiting()
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Adds `element` when there is room right now. Returns whether there was.
    ///
    /// - Throws: `Finished`.
    func offerIfRoom(_ element: Element) throws -> Bool {
        let (accepted, receiver) = try state.withLock { state in
            if state.isFinished { throw Finished() }
            guard state.elements.count < capacity else { return (false, CheckedContinuation<Void, Never>?.none) }
            state.elements.append(element)
            return (true, state.receiver.take())
        }
        receiver?.resume()
        return accepted
    }

    private func waitForRoom() async {
        let id = state.withLock { state in
            state.nextSender += 1
            return state.nextSender
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let resumesNow = state.withLock { state in
                    if state.isFinished || state.elements.count < capacity || Task.isCancelled { return true }
                    state.senders.append((id, continuation))
                    return false
                }
                if resumesNow { continuation.resume() }
            }
        } onCancel: {
            let sender = state.withLock { state in
                state.senders.firstIndex { $0.id == id }.map { state.senders.remove(at: $0).continuation }
            }
            sender?.resume()
        }
    }

    private func waitForElement() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let resumesNow = state.withLock { state in
                    if state.isFinished || !state.elements.isEmpty || Task.isCancelled { return true }
                    state.receiver = continuation
                    return false
                }
                if resumesNow { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.receiver.take() }?.resume()
        }
    }
}
