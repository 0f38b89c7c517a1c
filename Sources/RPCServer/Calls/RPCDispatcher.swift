import Errors
import JSONValues
package import Logging
import RPCMethods

/// Carries out JSON-RPC bodies: parse, look up, authenticate, decode, call, encode.
package struct RPCDispatcher: Sendable {
    let router: RPCRouter
    let authenticator: any Authenticator
    let sequence: @Sendable () -> UInt64
    let afterSynchronized: @Sendable (UInt64) -> Void
    let logger: Logger

    /// - Parameters:
    ///   - sequence: The latest durable revision of the document, for `X-Patch-Sequence`.
    ///   - afterSynchronized: Told the sequence after each method that synchronizes, so that subscriptions which had
    ///     no revision with that number can pass it on.
    package init(
        router: RPCRouter,
        authenticator: any Authenticator,
        sequence: @escaping @Sendable () -> UInt64,
        afterSynchronized: @escaping @Sendable (UInt64) -> Void,
        logger: Logger
    ) {
        self.router = router
        self.authenticator = authenticator
        self.sequence = sequence
        self.afterSynchronized = afterSynchronized
        self.logger = logger
    }

    /// What the HTTP request around a body says.
    struct Envelope: Sendable {
        var cookies: [String: String] = [:]
        /// Who the cookies prove, when that is known already.
        var caller: Caller?
        var userAgent: String?
        var peer: String?
        var isSecure = false
        var host: String?
    }

    func reply(to bytes: [UInt8], _ envelope: Envelope) async -> RPCReply {
        let body: RPCBody
        do throws(StartError) {
            body = try RPCBody(parsing: bytes)
        } catch {
            return RPCReply(body: RPCReply.failure(error, id: .null, withDebugText: false).bytes)
        }
        let caller: Caller
        if let known = envelope.caller {
            caller = known
        } else {
            caller = await authenticator.authenticate(cookies: envelope.cookies)
        }
        let extras = ReplyExtras()
        let call = RPCCall(
            caller: caller, userAgent: envelope.userAgent, peer: envelope.peer, isSecure: envelope.isSecure,
            host: envelope.host, extras: extras)
        switch body {
        case .single(let request):
            let (json, sequence) = await outcome(of: request, call)
            return RPCReply(body: json.bytes, sequence: sequence, cookies: extras.cookies)
        case .batch(let requests):
            let outcomes = await all(of: requests, call)
            return RPCReply(
                body: JSON.array(outcomes.map(\.0)).bytes, sequence: outcomes.compactMap(\.1).max(),
                cookies: extras.cookies)
        }
    }

    /// The outcomes of a batch, worked on together, in the order of the requests.
    private func all(of requests: [RPCRequest], _ call: RPCCall) async -> [(JSON, UInt64?)] {
        await withTaskGroup(of: (Int, JSON, UInt64?).self) { group in
            for (index, request) in requests.enumerated() {
                group.addTask {
                    let (json, sequence) = await outcome(of: request, call)
                    return (index, json, sequence)
                }
            }
            var outcomes = [(JSON, UInt64?)](repeating: (.null, nil), count: requests.count)
            for await (index, json, sequence) in group { outcomes[index] = (json, sequence) }
            return outcomes
        }
    }

    private func outcome(of request: RPCRequest, _ call: RPCCall) async -> (JSON, UInt64?) {
        let known = call.caller != .anonymous
        guard let entry = router.entry(named: request.method) else {
            let error = StartError(.methodNotFound, "There is no method `\(request.method.prefix(200))`.")
            return (RPCReply.failure(error, id: request.id, withDebugText: known), nil)
        }
        var json: JSON
        do throws(StartError) {
            json = RPCReply.result(try await result(of: request, entry, call), id: request.id)
        } catch {
            logger.debug("A call failed", metadata: ["method": "\(request.method)", "error": "\(error.debugText)"])
            json = RPCReply.failure(error, id: request.id, withDebugText: known)
        }
        guard entry.synchronizes, known || entry.access == .anyone else { return (json, nil) }
        let sequence = sequence()
        afterSynchronized(sequence)
        return (json, sequence)
    }

    private func result(of request: RPCRequest, _ entry: RPCRouter.Entry, _ call: RPCCall) async throws(StartError)
        -> JSON
    {
        guard entry.access == .anyone || call.caller != .anonymous else {
            throw StartError(.unauthorized, "Log in to call `\(request.method)`.")
        }
        guard let parameters = request.parameters else {
            throw StartError(.invalidParameters, "`params` must be an object.")
        }
        do {
            return try await entry.handle(parameters, call)
        } catch {
            throw StartError(wrapping: error)
        }
    }
}
