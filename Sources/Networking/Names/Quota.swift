import BinaryEncodings
import Synchronization

/// How much of something each asker may have at the same time, and all together.
final class Quota: Sendable {
    private struct Use {
        var total = 0
        var byAsker: [IPv4Address: Int] = [:]
    }

    private let each: Int
    private let all: Int
    private let use = Mutex(Use())

    init(each: Int, all: Int) {
        self.each = each
        self.all = all
    }

    /// Takes one; false when there is none left. What was taken must be given back.
    func take(_ asker: IPv4Address) -> Bool {
        use.withLock { use in
            guard use.total < all, use.byAsker[asker, default: 0] < each else { return false }
            use.total += 1
            use.byAsker[asker, default: 0] += 1
            return true
        }
    }

    func giveBack(_ asker: IPv4Address) {
        use.withLock { use in
            use.total -= 1
            use.byAsker[asker, default: 0] -= 1
            if use.byAsker[asker] == 0 { use.byAsker[asker] = nil }
        }
    }
}
