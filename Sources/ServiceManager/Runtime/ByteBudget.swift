import Synchronization

/// Bytes that the connections of one service may occupy together: what it sent and nobody has worked on yet, and answers
/// that it has not taken.
final class ByteBudget: Sendable {
    let limit: Int
    private let used = Atomic(0)

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes `count` bytes. Returns false, and takes nothing, when there are not so many left.
    fileprivate func take(_ count: Int) -> Bool {
        if used.add(count, ordering: .relaxed).newValue <= limit { return true }
        used.subtract(count, ordering: .relaxed)
        return false
    }

    fileprivate func giveBack(_ count: Int) {
        used.subtract(count, ordering: .relaxed)
    }

    var taken: Int { used.load(ordering: .relaxed) }
}

/// What one connection has taken of a budget. All of it goes back with the connection.
final class BudgetShare: Sendable {
    private let budget: ByteBudget
    private let taken = Atomic(0)

    init(of budget: ByteBudget) {
        self.budget = budget
    }

    deinit {
        budget.giveBack(taken.load(ordering: .relaxed))
    }

    func take(_ count: Int) -> Bool {
        guard budget.take(count) else { return false }
        taken.add(count, ordering: .relaxed)
        return true
    }

    func giveBack(_ count: Int) {
        taken.subtract(count, ordering: .relaxed)
        budget.giveBack(count)
    }
}
