import Errors
import PatchDatabase
import RPCMethods
import RPCServer
import ServerDocument

/// Setting up, logging in and out.
extension ServerHandlers {
    func registerAccess(in router: inout RPCRouter) {
        router.register(Methods.Server.setUp) { parameters, call in
            try await password.setUp(
                code: parameters.code, password: parameters.password, from: PeerNetwork(text: call.peer))
            return try await begin(ephemeral: false, call)
        }
        router.register(Methods.Authentication.logIn) { parameters, call in
            try await password.check(parameters.password, from: PeerNetwork(text: call.peer))
            return try await begin(ephemeral: parameters.ephemeral ?? false, call)
        }
        router.register(Methods.Authentication.logOut) { _, call in
            guard let session = call.caller.session else {
                throw StartError(.invalidRequest, "The machine's own cookie is no session that could be ended.")
            }
            try await end([session])
            call.clearSessionCookie()
            return Empty()
        }
        router.register(Methods.Authentication.sessions) { _, call in
            SessionList(current: call.caller.session, sessions: try sessions.list())
        }
        router.register(Methods.Authentication.killSessions) { parameters, _ in
            try await end(parameters.ids)
            return Empty()
        }
        router.register(Methods.Authentication.resetPassword) { parameters, call in
            try await password.change(
                from: parameters.oldPassword, to: parameters.newPassword, by: PeerNetwork(text: call.peer))
            // Whoever knew the old one is out.
            try await end(try sessions.list().keys.filter { $0 != call.caller.session })
            return Empty()
        }
    }

    private func begin(ephemeral: Bool, _ call: RPCCall) async throws -> SessionToken {
        let token = try await sessions.begin(userAgent: call.userAgent, ephemeral: ephemeral)
        call.setSessionCookie(token)
        return SessionToken(session: token)
    }

    private func end(_ ids: [String]) async throws {
        try await sessions.end(ids)
        for id in ids { continuations.endSession(id) }
    }
}
