/// Who makes a request.
package enum Caller: Hashable, Sendable {
    /// Nobody known.
    case anonymous
    /// A logged-in session, by its stored id (never the token of the cookie).
    case session(String)
    /// The machine itself, by its local cookie.
    case local

    /// The id of the session; nil for anybody else.
    package var session: String? {
        if case .session(let id) = self { id } else { nil }
    }
}

/// Finds out who makes a request.
package protocol Authenticator: Sendable {
    /// The caller that the request's cookies prove; `.anonymous` when they prove nobody.
    func authenticate(cookies: [String: String]) async -> Caller
}
