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

    /// Answers that are kept for repetitions; far more than a runtime has under way.
    private static let keptAnswers = 1024
    /// Bytes of JSON that a service may put into the document.
    private static let documentLimit = 1 << 20

    /// - Throws: `invalidRequest` when the caller has put too much into the document; then the call changes nothing.
    private func checkSize(in transaction: borrowing Transaction) throws(StartError) {
        let places = [
            entry.actions.pointer, entry.tasks.pointer, entry.hosts.pointer, entry.statusInfo.pointer,
            entry.currentDependencies.pointer,
        ]
        let size = places.reduce(0) { $0 + (transaction.value(at: $1)?.bytes.count ?? 0) }
        guard size <= Self.documentLimit else {
            throw StartError(.invalidRequest, "\(package) keeps more than \(Self.documentLimit) bytes at the server.")
        }
    }

    /// Changes the document exactly once for a call, however often the call is repeated: the answer is written in the
    /// same commit, and a repetition gets that answer.
    func update(
        _ call: EffectCall, _ body: @escaping @Sendable (inout Transaction) throws -> JSON
    ) async throws -> JSON {
        let calls = Document.root.service(package).calls
        return try await host.database.update { transaction in
            guard let identity = call.identity else {
                let answer = try body(&transaction)
                try checkSize(in: transaction)
                return answer
            }
            var record = try transaction.value(at: calls) ?? CallRecord()
            if record.instance != identity.instance { record = CallRecord(instance: identity.instance) }
            let number = String(identity.number)
            if let answer = record.results[number] { return answer }
            let oldest = max(identity.acknowledged, identity.number - Self.keptAnswers)
            record.results = record.results.filter { Int($0.key) ?? 0 >= oldest }
            guard record.results.count < 2 * Self.keptAnswers else {
                throw StartError(.invalidRequest, "\(package) has too many calls that it does not acknowledge.")
            }
            let answer = try body(&transaction)
            try checkSize(in: transaction)
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
