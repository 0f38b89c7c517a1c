import Errors
import JSONValues
import Logging
import PatchDatabase
import ServerDocument
import SystemInterface

/// What a container may ask of the host: one handler per effect, by its name on the wire.
///
/// The handlers stand by area in the other files of this folder. Reference: `docs/formats/container-sockets.md`.
struct ServiceEffects: Sendable {
    typealias Handler = @Sendable (ServiceEffects, EffectCall) async throws -> JSON

    /// The package that calls.
    let package: String
    let host: ServiceHost
    let service: InstalledService
    let callbacks: ServiceCallbacks

    static let handlers: [String: Handler] = [
        controlHandlers, actionHandlers, dependencyHandlers, networkHandlers, recordHandlers,
    ].reduce(into: [:]) { all, area in
        all.merge(area) { _, later in later }
    }

    /// Carries out one call.
    func answer(_ call: EffectCall) async throws(StartError) -> JSON {
        guard let handler = Self.handlers[call.method] else {
            throw StartError(.methodNotFound, "This server has no effect `\(call.method)`.")
        }
        do {
            return try await handler(self, call)
        } catch {
            throw StartError(wrapping: error)
        }
    }

    /// The entry of the calling package.
    var entry: DocumentPath<PackageEntry> { Document.root.package(package) }

    /// Changes the document exactly once for a call, however often the call is repeated: the answer is written in the
    /// same commit, and a repetition gets that answer.
    func update(
        _ call: EffectCall, _ body: @escaping @Sendable (inout Transaction) throws -> JSON
    ) async throws -> JSON {
        let calls = Document.root.service(package).calls
        return try await host.database.update { transaction in
            guard let identity = call.identity else { return try body(&transaction) }
            var record = try transaction.value(at: calls) ?? CallRecord()
            if record.instance != identity.instance { record = CallRecord(instance: identity.instance) }
            let number = String(identity.number)
            if let answer = record.results[number] { return answer }
            record.results = record.results.filter { Int($0.key) ?? 0 >= identity.acknowledged }
            let answer = try body(&transaction)
            record.results[number] = answer
            try transaction.set(record, at: calls)
            return answer
        }.value
    }
}

extension EffectCall {
    /// The parameters as a value of type `T`.
    ///
    /// - Throws: `invalidParameters` naming the member that is missing or wrong.
    func decoded<T: Decodable>(as type: T.Type = T.self) throws(StartError) -> T {
        do throws(StartError) {
            return try JSON.object(parameters).decoded(as: type, name: "params")
        } catch {
            throw StartError(.invalidParameters, error.message, cause: error)
        }
    }

    /// The number under which the caller waits for a callback, if it does.
    var callback: Int? { parameters["callback"]?.integer }

    /// The package that a call is about: the caller itself unless it names another.
    func packageId(or caller: String) -> String {
        parameters["packageId"]?.string ?? caller
    }
}

/// `{only: […]}` or `{except: […]}`: which of several things a call means.
struct Selection<Element: Codable & Hashable & Sendable>: Codable, Sendable {
    var only: [Element]?
    var except: [Element]?

    func contains(_ element: Element) -> Bool {
        if let only { return only.contains(element) }
        return !(except ?? []).contains(element)
    }
}
