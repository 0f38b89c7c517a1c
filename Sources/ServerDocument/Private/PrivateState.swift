package import JSONValues

/// `private`: what never leaves the server by itself.
package struct PrivateState: Codable, Sendable {
    /// The version of the whole document's shape (`DocumentHistory`).
    package var documentVersion = DocumentHistory().current
    package var keyStore = KeyStore()
    /// The master password as an argon2id PHC string; nil until it is set.
    package var password: String?
    /// External ports in use, in decimal, each with whether it carries TLS.
    package var availablePorts: [String: Bool] = [:]
    /// By SHA-256 of the token in lower-case base32.
    package var sessions: [String: Session] = [:]
    /// By number, in decimal.
    package var notifications: [String: Notification] = [:]
    /// By package id.
    package var services: [String: ServiceRecord] = [:]

    package init() {}
}

/// Certificates and keys of the server, PEM.
package struct KeyStore: Codable, Sendable {
    package var localCerts: JSON?

    package init() {}
}

/// A log-in.
package struct Session: Codable, Sendable {
    /// RFC 3339.
    package var loggedIn: String
    package var lastActive: String
    package var userAgent: String?

    package init(loggedIn: String, lastActive: String, userAgent: String?) {
        self.loggedIn = loggedIn
        self.lastActive = lastActive
        self.userAgent = userAgent
    }
}

/// A message to the person who owns the server.
package struct Notification: Codable, Sendable {
    package enum Level: String, Codable, CaseIterable, Sendable {
        case success, info, warning, error
    }

    package var packageId: String?
    package var createdAt: String
    /// 0: no data, 1: a backup report, 2: Markdown.
    package var code: Int
    package var level: Level
    package var title: String
    package var message: String
    package var data: JSON?
    package var seen: Bool

    package init(packageId: String?, createdAt: String, level: Level, title: String, message: String, data: JSON?) {
        self.packageId = packageId
        self.createdAt = createdAt
        code = data == nil || data?.isNull == true ? 0 : 2
        self.level = level
        self.title = title
        self.message = message
        self.data = data
        seen = false
    }
}

/// What the server keeps of a service beside what people see.
package struct ServiceRecord: Codable, Sendable {
    /// Decides the range of user ids and the address; given once and kept while the package is installed.
    package var index: Int
    /// The calls of the container that have been carried out and may be asked for again.
    package var calls: CallRecord
    /// What the forms of the sleeping service show, by action: read as it fell asleep, dropped as it wakes.
    package var configurations: [String: JSON]?

    package init(index: Int) {
        self.index = index
        calls = CallRecord()
    }
}

/// Results of effect calls by number, for one instance of a container's runtime.
package struct CallRecord: Codable, Sendable {
    /// The runtime instance that the numbers belong to.
    package var instance: String?
    /// By call number, in decimal.
    package var results: [String: JSON] = [:]

    package init(instance: String? = nil) {
        self.instance = instance
    }
}
