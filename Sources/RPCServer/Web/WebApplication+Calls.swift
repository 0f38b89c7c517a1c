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
        guard Self.isJSON(request.headers[.contentType]) else {
            return Self.plain(.unsupportedMediaType, "A call is JSON: send it with Content-Type: application/json.")
        }
        let cookies = request.headers.requestCookies
        let caller = await dispatcher.authenticator.authenticate(cookies: cookies)
        let limit = caller == .anonymous ? min(strangerBodyLimit, bodyLimit) : bodyLimit
        let length = request.headers[.contentLength].flatMap { Int($0) } ?? 0
        guard length <= limit else { return Self.tooLarge(limit) }
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            return Self.tooLarge(limit)
        } catch {
            return Self.plain(.badRequest, "The request broke off.")
        }
        let reply = await dispatcher.reply(
            to: Array(body.readableBytesView),
            RPCDispatcher.Envelope(
                cookies: cookies, caller: caller, userAgent: request.headers[.userAgent],
                peer: channel.remoteAddress?.ipAddress, isSecure: request.head.scheme == "https",
                host: authority.host))
        var response = Response(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body)))
        if let sequence = reply.sequence { response.headers[.patchSequence] = String(sequence) }
        for cookie in reply.cookies { response.headers.append(HTTPField(name: .setCookie, value: cookie)) }
        return response
    }

    private static func tooLarge(_ limit: Int) -> Response {
        plain(.contentTooLarge, "A request may have at most \(limit) bytes.")
    }

    /// Whether a body may be read as JSON. What an HTML form of another site can send is not.
    static func isJSON(_ type: String?) -> Bool {
        guard let type else { return true }
        let essence = type.lowercased().split(separator: ";", maxSplits: 1).first?.trimmingWhitespace ?? ""
        return essence == "application/json" || (essence.hasPrefix("application/") && essence.hasSuffix("+json"))
    }
}
