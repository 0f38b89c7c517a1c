import NIOCore
import Synchronization

/// How many connections a server has at once, from whom.
///
/// Programs of the machine itself always get in, so that its owner does when the network holds every other place.
final class ConnectionCounter: Sendable {
    struct Limits: Sendable {
        /// All that do not come from the machine itself.
        var total = 1024
        /// From one IPv4 address, or from one IPv6 network of 64 bits.
        var perPeer = 128
        /// From the machine itself.
        var fromMachine = 1024
    }

    private struct State {
        var total = 0
        var byPeer: [PeerNetwork: Int] = [:]
    }

    private let limits: Limits
    private let state = Mutex(State())

    init(_ limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Counts a connection until it closes. Returns false, and counts nothing, when it is one too many.
    func admit(_ channel: any Channel) -> Bool {
        let peer = PeerNetwork(channel.remoteAddress)
        guard admit(peer) else { return false }
        channel.closeFuture.whenComplete { _ in self.release(peer) }
        return true
    }

    func admit(_ peer: PeerNetwork) -> Bool {
        state.withLock { state in
            let own = state.byPeer[peer, default: 0]
            if peer == .machine {
                guard own < limits.fromMachine else { return false }
            } else {
                guard own < limits.perPeer, state.total < limits.total else { return false }
                state.total += 1
            }
            state.byPeer[peer] = own + 1
            return true
        }
    }

    func release(_ peer: PeerNetwork) {
        state.withLock { state in
            if peer != .machine { state.total -= 1 }
            let left = state.byPeer[peer, default: 0] - 1
            state.byPeer[peer] = left > 0 ? left : nil
        }
    }

    /// Whether there is no connection.
    var isEmpty: Bool { state.withLock { $0.total == 0 && $0.byPeer.isEmpty } }
}
