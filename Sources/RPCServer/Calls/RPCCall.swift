import Synchronization

/// What a handler knows of the request beside its parameters, and what it may add to the reply.
package struct RPCCall: Sendable {
    package let caller: Caller
    /// The `User-Agent` header.
    package let userAgent: String?
    /// The address that the connection comes from.
    package let peer: String?
    /// Whether the connection is TLS.
    package let isSecure: Bool
    /// The name the caller used for this server (`Host`), without the port.
    package let host: String?

    private let extras: ReplyExtras

    package init(
        caller: Caller = .local,
        userAgent: String? = nil,
        peer: String? = nil,
        isSecure: Bool = false,
        host: String? = nil
    ) {
        self.init(
            caller: caller, userAgent: userAgent, peer: peer, isSecure: isSecure, host: host, extras: ReplyExtras())
    }

    init(
        caller: Caller, userAgent: String?, peer: String?, isSecure: Bool, host: String?, extras: ReplyExtras
    ) {
        self.caller = caller
        self.userAgent = userAgent
        self.peer = peer
        self.isSecure = isSecure
        self.host = host
        self.extras = extras
    }

    /// Gives the browser its session: out of reach for scripts, never sent from another site.
    package func setSessionCookie(_ token: String) {
        addCookie("session=\(token); Path=/; SameSite=Strict; HttpOnly; Expires=Fri, 31 Dec 9999 23:59:59 GMT")
    }

    /// Makes the browser forget its session.
    package func clearSessionCookie() {
        addCookie("session=; Path=/; SameSite=Strict; HttpOnly; Max-Age=0")
    }

    private func addCookie(_ cookie: String) {
        extras.add(cookie: isSecure ? cookie + "; Secure" : cookie)
    }
}

/// The headers that the calls of one HTTP request add to its reply.
final class ReplyExtras: Sendable {
    private let cookiesAdded = Mutex<[String]>([])

    var cookies: [String] {
        cookiesAdded.withLock { $0 }
    }

    func add(cookie: String) {
        cookiesAdded.withLock { $0.append(cookie) }
    }
}
