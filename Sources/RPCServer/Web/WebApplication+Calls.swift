import Errors
import HTTPTypes
import HummingbirdCore
import NIOCore

extension WebApplication {
    /// Answers a JSON-RPC body.
    func call(_ request: Request, _ authority: Authority, _ channel: any Channel) async -> Response {
        if request.method == .options || request.method == .head {
            var response = Self.plain(.methodNotAllowed, "Method Not Allowed")
            response.headers[.allow] = "POST"
            return response
        }
        let length = request.headers[.contentLength].flatMap { Int($0) } ?? 0
        guard length <= bodyLimit else { return tooLarge }
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: bodyLimit)
        } catch is NIOTooManyBytesError {
            return tooLarge
        } catch {
            return Self.plain(.badRequest, "The request broke off.")
        }
        let reply = await dispatcher.reply(
            to: Array(body.readableBytesView),
            RPCDispatcher.Envelope(
                cookies: request.headers.requestCookies, userAgent: request.headers[.userAgent],
                peer: channel.remoteAddress?.ipAddress, isSecure: request.head.scheme == "https",
                host: authority.host))
        var response = Response(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body)))
        if let sequence = reply.sequence { response.headers[.patchSequence] = String(sequence) }
        for cookie in reply.cookies { response.headers.append(HTTPField(name: .setCookie, value: cookie)) }
        return response
    }

    private var tooLarge: Response {
        Self.plain(.contentTooLarge, "A request may have at most \(bodyLimit) bytes.")
    }
}
