import Containers
import Errors
import JSONValues

/// A living container with both conversations: ours with its runtime, and its effects with us.
struct ContainerSession: Sendable {
    let container: any Container
    let runtime: RuntimeConnection
    let effects: EffectServer
    let callbacks: ServiceCallbacks
    let tasks: [Task<Void, Never>]

    /// Ends the conversations and leaves the container alone.
    func detach() async {
        for task in tasks { task.cancel() }
        effects.close()
        await runtime.close()
        await callbacks.removeAll()
    }
}

/// What a runtime says of itself (`hello`).
///
/// Every version has `protocol`, `initialized`, `started`, `starting` and `runtimeHash`; the rest may be missing.
struct RuntimeState: Codable, Sendable {
    struct Procedure: Codable, Sendable {
        var id: String
        var procedure: String
    }

    struct LiveCallback: Codable, Sendable {
        var id: Int
        var method: String
        var params: JSON
    }

    var `protocol`: Int
    /// nil when the runtime speaks one version only.
    var oldestProtocol: Int?
    var runtimeHash: String
    var initialized: Bool
    var started: Bool
    var starting: Bool
    var running: [Procedure]?
    var callbacks: [LiveCallback]?

    var protocols: RuntimeProtocol {
        RuntimeProtocol(oldest: oldestProtocol ?? `protocol`, newest: `protocol`)
    }
}
