import Errors
import HTTPTypes
import HummingbirdCore
package import Logging
import NIOCore
package import SystemInterface

/// All that the server answers: calls, continuations, the root certificate, the page.
package struct WebApplication: Sendable {
    /// The certificate that people install on their devices.
    package struct RootCertificate: Sendable {
        package let pem: String
        /// The name of the file that the browser saves: `<hostname>.crt`.
        package let fileName: String

        package init(pem: String, fileName: String) {
            self.pem = pem
            self.fileName = fileName
        }
    }

    let dispatcher: RPCDispatcher
    let continuations: Continuations
    let site: StaticSite
    let rootCertificate: @Sendable () async -> RootCertificate?
    let acceptsHost: @Sendable (String) -> Bool
    let time: any TimeSource
    let logger: Logger
    /// The most bytes of a JSON-RPC body. Parsed, hostile JSON takes forty times as much memory.
    package var bodyLimit = 1 << 20
    /// The same for a caller that nobody knows: enough to set up and to log in.
    package var strangerBodyLimit = 16 << 10
    var webSocketSettings = WebSocketSession.Settings()
    /// Whether plain HTTP is served to connections that come in at this address.
    var servesPlain: @Sendable (SocketAddress?) -> Bool = { $0?.isLoopback == true }

    /// - Parameters:
    ///   - rootCertificate: For `/static/local-root-ca.crt`; 404 while it is nil.
    ///   - acceptsHost: Whether a name with a dot that is not under `.local` (lower case, no port) is one of this
    ///     server's own. Addresses, `localhost`, `.local` and names without a dot are always accepted.
    package init(
        dispatcher: RPCDispatcher,
        continuations: Continuations,
        site: StaticSite,
        rootCertificate: @escaping @Sendable () async -> RootCertificate? = { nil },
        acceptsHost: @escaping @Sendable (String) -> Bool = { _ in false },
        time: any TimeSource,
        logger: Logger
    ) {
        self.dispatcher = dispatcher
        self.continuations = continuations
        self.site = site
        self.rootCertificate = rootCertificate
        self.acceptsHost = acceptsHost
        self.time = time
        self.logger = logger
    }

    func respond(to request: Request, on channel: any Channel) async -> Response {
        var response = await route(request, channel)
        if response.status != .switchingProtocols { SecurityHeaders.add(to: &response.headers) }
        return response
    }

    private func route(_ request: Request, _ channel: any Channel) async -> Response {
        let head = request.head
        guard let authority = head.authority.flatMap({ Authority($0) }) else {
            return Self.plain(.badRequest, "A valid Host header is required.")
        }
        let isSecure = head.scheme == "https"
        guard isSecure || servesPlain(channel.localAddress) else { return Self.redirect(head) }
        guard RequestOrigin.isLocal(authority) || acceptsHost(authority.host) else {
            return Self.plain(.misdirectedRequest, "This server does not go by the name \(authority.host).")
        }
        guard let path = head.path?.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).first,
            path.hasPrefix("/")
        else { return Self.plain(.badRequest, "The path must begin with a slash.") }

        if path.hasPrefix("/rpc/") {
            guard RequestOrigin.mayAct(head) else { return Self.foreignOrigin }
            return await call(request, authority, channel)
        }
        if path.hasPrefix("/ws/rpc/") {
            guard RequestOrigin.mayAct(head) else { return Self.foreignOrigin }
            return await openWebSocket(request, guid: String(path.dropFirst(8)), channel)
        }
        if path.hasPrefix("/rest/rpc/") {
            guard RequestOrigin.mayAct(head) else { return Self.foreignOrigin }
            return await answerREST(request, guid: String(path.dropFirst(10)))
        }
        if path == "/static/local-root-ca.crt" { return await certificate(head) }
        return site.response(to: head, path: path.removingPercentEscapes ?? "")
    }

    private func certificate(_ head: HTTPRequest) async -> Response {
        guard head.method == .get || head.method == .head, let root = await rootCertificate() else {
            return Self.plain(.notFound, "Not Found")
        }
        let name = root.fileName.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-._".contains($0)) }
        let content = ByteBuffer(string: root.pem)
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/x-x509-ca-cert", .cacheControl: "no-cache",
                .contentDisposition: "attachment; filename=\"\(name)\"",
                .contentLength: String(content.readableBytes),
            ],
            body: head.method == .head ? ResponseBody() : ResponseBody(byteBuffer: content))
    }

    static let foreignOrigin = plain(.forbidden, "A page of another site may not use this server.")

    /// To the same address over TLS, which the same port speaks; 307 keeps method and body.
    private static func redirect(_ head: HTTPRequest) -> Response {
        var response = plain(.temporaryRedirect, "Use HTTPS.")
        let path = head.path?.hasPrefix("/") == true ? head.path ?? "/" : "/"
        response.headers[.location] = "https://\(head.authority ?? "")\(path)"
        return response
    }

    static func plain(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

extension SocketAddress {
    var isLoopback: Bool {
        switch self {
        case .v4, .v6:
            guard let text = ipAddress else { return false }
            return text == "::1" || text.hasPrefix("127.") || text.hasPrefix("::ffff:127.")
        case .unixDomainSocket: return true
        }
    }
}

extension Substring {
    /// The text behind its percent escapes; nil when that is no UTF-8 or an escape is broken.
    var removingPercentEscapes: String? {
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let digits = String(rest.prefix(2)), digits.utf8.count == 2, let value = UInt8(digits, radix: 16)
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
