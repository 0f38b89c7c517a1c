import Synchronization

/// The services of a server by package id.
package final class ServiceDirectory: Sendable {
    private let services = Mutex<[String: InstalledService]>([:])

    subscript(id: String) -> InstalledService? {
        get { services.withLock { $0[id] } }
        set { services.withLock { $0[id] = newValue } }
    }

    var all: [InstalledService] {
        services.withLock { $0.values.sorted { $0.id < $1.id } }
    }
}
