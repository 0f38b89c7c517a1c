import Errors
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

extension WebApplication {
    func openWebSocket(_ request: Request, guid: String, _ channel: any Channel) async -> Response {
        guard let head = try? HTTPRequestHead(request.head), WebSocketHandshake.isAsked(by: head) else {
            var response = Self.plain(.upgradeRequired, "This is the address of a WebSocket.")
            response.headers[.upgrade] = "websocket"
            return response
        }
        guard let headers = await WebSocketHandshake.answer(to: head, channel: channel) else {
            return Self.plain(.badRequest, "The WebSocket handshake is not valid.")
        }
        // Last, so that a broken handshake does not use the guid up.
        guard ContinuationId.isValid(guid), let continuation = continuations.claimWebSocket(guid) else {
            return Self.plain(.notFound, "Not Found")
        }
        let session = WebSocketSession(
            continuation, settings: webSocketSettings, time: time, channel: channel, logger: logger)
        let body = request.body
        return Response(
            status: .switchingProtocols, headers: headers,
            body: ResponseBody { writer in
                await session.run(body: body, writer: &writer)
                try await writer.finish(nil)
            })
    }

    func answerREST(_ request: Request, guid: String) async -> Response {
        guard ContinuationId.isValid(guid), let continuation = continuations.claimREST(guid) else {
            return Self.plain(.notFound, "Not Found")
        }
        let length = request.headers[.contentLength].flatMap { Int64($0) }
        let rest = RESTRequest(
            method: request.method.rawValue, contentLength: length,
            body: RequestBytes(request.body, expected: length))
        let answer: RESTResponse
        do {
            answer = try await Self.result(of: continuation, rest)
        } catch {
            logger.debug("A REST handler failed", metadata: ["error": "\(StartError(wrapping: error).debugText)"])
            return Self.plain(.internalServerError, "Internal Server Error")
        }
        var headers: HTTPFields = [.cacheControl: "no-store"]
        headers[.contentType] = answer.contentType
        return Response(
            status: HTTPResponse.Status(code: answer.status), headers: headers,
            body: answer.body.isEmpty ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }

    /// The handler's answer, unless its session ends first.
    private static func result(
        of continuation: Continuations.ClaimedREST, _ request: RESTRequest
    ) async throws -> RESTResponse {
        try await withThrowingTaskGroup(of: RESTResponse.self) { group in
            group.addTask { try await continuation.handler(request) }
            group.addTask {
                await continuation.lease.stop.wait()
                throw StartError(.cancelled, "The session has ended.")
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else {
                throw StartError(.cancelled, "The request was cancelled.")
            }
            return first
        }
    }
}
