import Errors
package import JSONValues
import PatchDatabase
import RPCClient
import RPCMethods
package import ServerDocument

/// The live document as a page sees it.
extension ServerFixture {
    /// Returns the document below `pointer` as soon as `condition` holds, following the live patches.
    ///
    /// - Throws: `timeout` with the document as it is then and the daemon's last words.
    @discardableResult
    package func document(
        _ pointer: String, within limit: Duration = .seconds(60), until what: String,
        _ condition: @escaping @Sendable (JSON) throws -> Bool
    ) async throws -> JSON {
        let latest = LatestDocument()
        let client = client
        do {
            return try await TestSupport.within(limit, what) {
                let subscription = try await client.call(
                    Methods.Database.subscribe, PointerParameters(pointer: pointer))
                var value = subscription.dump.value
                await latest.set(value)
                if try condition(value) { return value }
                let socket = try await client.webSocket("/ws/rpc/\(subscription.guid)")
                for try await message in socket.messages {
                    guard case .text(let text) = message else { continue }
                    try value.apply(Revision(json: JSON(parsing: text)).patch)
                    await latest.set(value)
                    if try condition(value) {
                        await socket.close()
                        return value
                    }
                }
                throw StartError(.network, "The live document ended.")
            }
        } catch {
            let value = await latest.value.prettyText.prefix(4000)
            throw StartError(
                .timeout, "\(what): \(error)\nThe document at \(pointer): \(value)\nThe daemon: \(daemon.lastWords)")
        }
    }

    /// Returns the entry of a package as soon as `condition` holds; nil when there is none.
    @discardableResult
    package func package(
        _ id: String, within limit: Duration = .seconds(60), until what: String,
        _ condition: @escaping @Sendable (PackageEntry?) throws -> Bool
    ) async throws -> PackageEntry? {
        let value = try await document("/public/packageData", within: limit, until: "\(id) \(what)") { packages in
            try condition(try packages[id]?.decoded(as: PackageEntry.self))
        }
        return try value[id]?.decoded(as: PackageEntry.self)
    }

    package func dump(_ pointer: String) async throws -> JSON {
        try await client.call(Methods.Database.dump, PointerParameters(pointer: pointer)).value
    }

    package func entry(_ id: String) async throws -> PackageEntry {
        try await dump("/public/packageData/\(id)").decoded()
    }
}

private actor LatestDocument {
    private(set) var value = JSON.null

    func set(_ value: JSON) {
        self.value = value
    }
}

extension PackageEntry {
    /// Whether the main program runs and every health check says success.
    package var isHealthy: Bool {
        statusInfo.started != nil && !statusInfo.health.isEmpty
            && statusInfo.health.values.allSatisfy { $0.result == .success }
    }
}
