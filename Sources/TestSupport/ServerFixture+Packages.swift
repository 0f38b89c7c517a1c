package import Errors
package import JSONValues
import LiveSystem
package import RPCClient
import RPCMethods
package import ServerDocument
import SystemInterface
import SystemPackage

/// What a person does with packages.
extension ServerFixture {
    /// Sends a package file and waits until it is installed.
    package func install(_ name: String) async throws {
        let result = try await sideload(LiveFileSystem().readFile(Prerequisites.package(name)))
        guard result.closing?.code == 1000 else {
            throw StartError(.installFailed, "\(result.closing?.reason ?? "No reason.")\n\(daemon.lastWords)")
        }
    }

    /// How an upload went, seen from both connections.
    package struct Sideload: Sendable {
        /// Whole answers of the progress socket.
        package var progress: [FullProgress] = []
        package var closing: WebSocketClosing?
        /// What the upload itself was answered with, if it was not broken off.
        package var uploadError: StartError?
    }

    /// Sends the bytes of a package and follows the progress to its end, whatever that is.
    package func sideload(_ bytes: [UInt8], announcing length: Int? = nil) async throws -> Sideload {
        let client = client
        return try await within(.seconds(120), "the installation ends") {
            let tickets = try await client.call(Methods.Package.sideload)
            let socket = try await client.webSocket("/ws/rpc/\(tickets.progress)")
            async let upload: StartError? = Self.upload(bytes, length ?? bytes.count, to: tickets.upload, client)
            var result = Sideload()
            for try await message in socket.messages {
                guard case .text(let text) = message else { continue }
                result.progress.append(try JSON(parsing: text).decoded())
            }
            result.closing = socket.closing
            result.uploadError = await upload
            return result
        }
    }

    private static func upload(
        _ bytes: [UInt8], _ length: Int, to guid: String, _ client: RPCClient
    ) async -> StartError? {
        do {
            try await client.upload(length: Int64(length), to: "/rest/rpc/\(guid)") { offset, count in
                Array(bytes.dropFirst(Int(offset)).prefix(count))
            }
            return nil
        } catch {
            return error
        }
    }

    package func start(_ id: String) async throws {
        _ = try await client.call(Methods.Package.start, StartParameters(id: id))
    }

    package func stop(_ id: String) async throws {
        _ = try await client.call(Methods.Package.stop, PackageParameters(id: id))
    }

    /// Starts a service and waits until it is healthy.
    package func startHealthy(_ id: String) async throws {
        try await start(id)
        try await package(id, until: "is healthy") { $0?.isHealthy == true }
    }

    /// Stops a service and waits until it has no container.
    package func stopWholly(_ id: String) async throws {
        try await stop(id)
        try await package(id, until: "is stopped") { $0?.statusInfo.started == nil }
        try await containersAreGone()
    }

    /// Runs an action without input and returns its value.
    package func runAction(
        _ action: String, of id: String, eventId: String? = nil, input: JSON? = nil
    ) async throws -> String {
        let result = try await client.call(
            Methods.Package.runAction,
            RunActionParameters(packageId: id, actionId: action, eventId: eventId, input: input))
        guard let value = result["result"]?["value"]?.string else {
            throw StartError(.action, "\(action) answered \(result.text).")
        }
        return value
    }
}
