import NIOCore
import Synchronization

/// The connections of a server that are open, so that all can be closed, those that nobody serves too.
final class OpenConnections: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Keeps a connection until it closes. When all were closed already it is closed at once.
    func insert(_ channel: any Channel) {
        let isLate = state.withLock { state in
            if !state.isClosed { state.channels[ObjectIdentifier(channel)] = channel }
            return state.isClosed
        }
        if isLate { return channel.close(promise: nil) }
        channel.closeFuture.whenComplete { [weak self] _ in
            self?.state.withLock { $0.channels[ObjectIdentifier(channel)] = nil }
        }
    }

    /// Closes all, and those that come later.
    func close() {
        let channels = state.withLock { state in
            state.isClosed = true
            defer { state.channels = [:] }
            return Array(state.channels.values)
        }
        for channel in channels { channel.close(promise: nil) }
    }
}
