import NIOCore
import Synchronization

/// The connections of a server that are open, so that all can be closed, those that nobody serves too.
///
/// A `LineChannel` must be run to its end, else the program ends: who takes one does so, and here it is done with those
/// that nobody takes. They are line channels from the first byte on, for a caller may end its sending side at once, and
/// what comes before there is a reader would be lost.
final class OpenConnections: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        /// Accepted, and not taken yet.
        var waiting: [ObjectIdentifier: LineChannel] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Keeps a connection until it closes. When all were closed already it is ended at once.
    func insert(_ connection: LineChannel) {
        let id = ObjectIdentifier(connection.channel)
        let isLate = state.withLock { state in
            if !state.isClosed {
                state.channels[id] = connection.channel
                state.waiting[id] = connection
            }
            return state.isClosed
        }
        if isLate { return Self.end(connection) }
        connection.channel.closeFuture.whenComplete { [weak self] _ in
            self?.state.withLock { $0.channels[id] = nil }
        }
    }

    /// Gives a connection to its server, who must run it to its end. Returns false when it has been ended already.
    func take(_ connection: LineChannel) -> Bool {
        state.withLock { $0.waiting.removeValue(forKey: ObjectIdentifier(connection.channel)) != nil }
    }

    /// Closes all, and those that come later.
    func close() {
        let (channels, waiting) = state.withLock { state in
            state.isClosed = true
            defer { (state.channels, state.waiting) = ([:], [:]) }
            return (Array(state.channels.values), Array(state.waiting.values))
        }
        for channel in channels { channel.close(promise: nil) }
        for connection in waiting { Self.end(connection) }
    }

    private static func end(_ connection: LineChannel) {
        Task { try? await connection.executeThenClose { _, _ in } }
    }
}
