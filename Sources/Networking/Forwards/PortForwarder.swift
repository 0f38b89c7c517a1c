package import Errors
package import Logging
package import NIOCore
import NIOPosix

/// Keeps exactly the wanted forwards open.
package actor PortForwarder {
    private let group: any EventLoopGroup
    private let logger: Logger
    private var listeners: [PortForward.Endpoint: ForwardListener] = [:]
    /// What could not be opened the last time, and was told then.
    private var failing: Set<PortForward.Endpoint> = []
    private var lastChange: Task<[PortForward.Endpoint: StartError], Never>?

    package init(group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton, logger: Logger) {
        self.group = group
        self.logger = logger
    }

    /// Opens what is new, closes what is gone with its connections, and keeps the rest open: a listener whose target
    /// or certificate changes uses the new one from its next connection on.
    ///
    /// - Returns: The forwards that could not be opened; they are tried again at the next call.
    @discardableResult
    package func apply(_ forwards: [PortForward]) async -> [PortForward.Endpoint: StartError] {
        let previous = lastChange
        let change = Task {
            _ = await previous?.value
            return await self.change(to: forwards)
        }
        lastChange = change
        return await change.value
    }

    /// Closes everything.
    package func stop() async {
        await apply([])
    }

    /// Where connections are accepted now.
    package var listening: Set<PortForward.Endpoint> {
        Set(listeners.keys)
    }

    private func change(to forwards: [PortForward]) async -> [PortForward.Endpoint: StartError] {
        let wanted = Dictionary(forwards.map { ($0.listen, $0) }, uniquingKeysWith: { first, _ in first })
        for (endpoint, listener) in listeners where wanted[endpoint] == nil {
            listeners[endpoint] = nil
            await listener.close()
        }
        var failures: [PortForward.Endpoint: StartError] = [:]
        for (endpoint, forward) in wanted {
            do throws(StartError) {
                if let listener = listeners[endpoint] {
                    try listener.change(to: forward)
                } else {
                    let listener = try ForwardListener(forward, logger: logger)
                    try await listener.open(on: group)
                    listeners[endpoint] = listener
                }
            } catch {
                if !failing.contains(endpoint) {
                    logger.warning("A port cannot be forwarded", metadata: ["error": "\(error.debugText)"])
                }
                failures[endpoint] = error
            }
        }
        failing = Set(failures.keys)
        return failures
    }
}
