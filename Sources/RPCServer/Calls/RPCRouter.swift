import Errors
import JSONValues
package import RPCMethods

/// The methods of a server by name, each with its handler.
package struct RPCRouter: Sendable {
    struct Entry: Sendable {
        let access: RPCAccess
        let synchronizes: Bool
        let handle: @Sendable (JSON, RPCCall) async throws -> JSON
    }

    private var entries: [String: Entry] = [:]

    package init() {}

    /// Adds `method`, or replaces its handler.
    ///
    /// - Parameter handler: Gets the decoded parameters; unknown members are ignored. What it throws becomes the error
    ///   of the reply.
    package mutating func register<Parameters, Result>(
        _ method: RPCMethod<Parameters, Result>,
        _ handler: @escaping @Sendable (Parameters, RPCCall) async throws -> Result
    ) {
        entries[method.name] = Entry(access: method.access, synchronizes: method.synchronizes) { parameters, call in
            let decoded: Parameters
            do throws(StartError) {
                decoded = try parameters.decoded(as: Parameters.self, name: "params")
            } catch {
                throw StartError(.invalidParameters, error.message, cause: error)
            }
            return try JSON(encoding: try await handler(decoded, call))
        }
    }

    /// The names of all methods, sorted.
    package var methodNames: [String] {
        entries.keys.sorted()
    }

    func entry(named name: String) -> Entry? {
        entries[name]
    }
}
