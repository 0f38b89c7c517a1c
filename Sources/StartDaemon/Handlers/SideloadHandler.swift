import Errors
import JSONValues
import NIOCore
import RPCMethods
import RPCServer
import ServerDocument
import ServiceManager

extension ServerHandlers {
    /// Opens the two doors of a sideload: one for the archive, one that tells how it goes.
    func sideload(_ call: RPCCall) -> SideloadTickets {
        let progress = ProgressFeed()
        let upload = continuations.openREST(
            session: call.caller.session,
            onExpiry: { progress.finish(.failure(StartError(.timeout, "The upload did not begin in time."))) },
            { request in
                do {
                    try await services.sideload(
                        RequestPieces(bytes: request.body), size: request.contentLength.map { UInt64(max(0, $0)) },
                        progress: progress)
                    progress.finish(.success(()))
                } catch {
                    let error = StartError(wrapping: error)
                    progress.finish(.failure(error))
                    // The rest of the body is not wanted, but a client that is still sending must be told.
                    return RESTResponse(
                        status: 400, contentType: "application/json",
                        body: JSON.object(["error": error.wireObject]).bytes)
                }
                return RESTResponse()
            })
        let watch = continuations.openPush(session: call.caller.session, timeout: .seconds(600)) { outbound in
            var last = JSON.object([:])
            do {
                for try await state in progress.states() {
                    last = try JSON(encoding: state)
                    try await outbound.send(.text(last.text))
                }
            } catch let error as StartError {
                // A close has room for 123 bytes of words. Clients that do not know the member pass it over.
                last["error"] = error.wireObject
                try await outbound.send(.text(last.text))
                throw error
            }
        }
        return SideloadTickets(upload: upload, progress: watch)
    }
}

/// The body of an upload as pieces of bytes.
private struct RequestPieces: AsyncSequence, Sendable {
    let bytes: RequestBytes

    struct AsyncIterator: AsyncIteratorProtocol {
        var base: RequestBytes.AsyncIterator

        mutating func next() async throws -> [UInt8]? {
            try await base.next().map { Array($0.readableBytesView) }
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(base: bytes.makeAsyncIterator())
    }
}
