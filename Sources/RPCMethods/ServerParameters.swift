package import JSONValues

package struct EchoParameters: Codable, Sendable {
    package let message: String

    package init(message: String) {
        self.message = message
    }
}

package enum ServerState: String, Codable, CaseIterable, Sendable {
    case setup
    case running
}

package struct ServerTime: Codable, Sendable {
    /// RFC 3339, UTC.
    package let now: String
    /// Seconds since the machine started.
    package let uptime: Double

    package init(now: String, uptime: Double) {
        self.now = now
        self.uptime = uptime
    }
}

package struct SetUpParameters: Codable, Sendable {
    /// The one-time code of the address that the daemon printed.
    package let code: String
    /// The master password, 12 characters or more.
    package let password: String

    package init(code: String, password: String) {
        self.code = code
        self.password = password
    }
}

package struct LogInParameters: Codable, Sendable {
    package let password: String
    /// Whether the session lives only in the memory of the daemon.
    package let ephemeral: Bool?

    package init(password: String, ephemeral: Bool? = nil) {
        self.password = password
        self.ephemeral = ephemeral
    }
}

package struct SessionToken: Codable, Sendable {
    /// The secret of the `session` cookie.
    package let session: String

    package init(session: String) {
        self.session = session
    }
}

/// A logged-in browser or command line.
package struct SessionSummary: Codable, Sendable {
    package let loggedIn: String
    package let lastActive: String
    package let userAgent: String?

    package init(loggedIn: String, lastActive: String, userAgent: String?) {
        self.loggedIn = loggedIn
        self.lastActive = lastActive
        self.userAgent = userAgent
    }
}

package struct SessionList: Codable, Sendable {
    /// The session that asks; nil for the local cookie.
    package let current: String?
    package let sessions: [String: SessionSummary]

    package init(current: String?, sessions: [String: SessionSummary]) {
        self.current = current
        self.sessions = sessions
    }
}

package struct KillSessionsParameters: Codable, Sendable {
    package let ids: [String]

    package init(ids: [String]) {
        self.ids = ids
    }
}

package struct ResetPasswordParameters: Codable, Sendable {
    package let oldPassword: String
    package let newPassword: String

    package init(oldPassword: String, newPassword: String) {
        self.oldPassword = oldPassword
        self.newPassword = newPassword
    }
}

package struct PointerParameters: Codable, Sendable {
    /// A JSON pointer (RFC 6901); `/public` when nil.
    package let pointer: String?

    package init(pointer: String? = nil) {
        self.pointer = pointer
    }
}

/// The document below a pointer as of a revision.
package struct DatabaseDump: Codable, Sendable {
    package let id: UInt64
    package let value: JSON

    package init(id: UInt64, value: JSON) {
        self.id = id
        self.value = value
    }
}

package struct DatabaseSubscription: Codable, Sendable {
    package let dump: DatabaseDump
    /// Opens `/ws/rpc/<guid>` once, within 30 seconds: a text frame per revision.
    package let guid: String

    package init(dump: DatabaseDump, guid: String) {
        self.dump = dump
        self.guid = guid
    }
}

package struct PutUIParameters: Codable, Sendable {
    /// A JSON pointer below `/public/ui`.
    package let pointer: String
    package let value: JSON

    package init(pointer: String, value: JSON) {
        self.pointer = pointer
        self.value = value
    }
}
