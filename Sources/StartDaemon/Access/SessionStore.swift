import BinaryEncodings
import Crypto
import Errors
import PatchDatabase
import RPCMethods
import RPCServer
import ServerDocument
import Synchronization
import SystemInterface

/// Who is logged in: sessions of the document, sessions that live in memory only, and the machine's own cookie.
final class SessionStore: Authenticator {
    private struct Memory {
        /// Sessions that are never written.
        var ephemeral: [String: Session] = [:]
        /// When sessions were used since the start; not written, for it changes with every request.
        var lastActive: [String: Timestamp] = [:]
    }

    private let database: Database
    private let time: any TimeSource
    private let random: any RandomSource
    private let localCookie: String
    private let memory = Mutex(Memory())

    init(database: Database, time: any TimeSource, random: any RandomSource, localCookie: String) {
        self.database = database
        self.time = time
        self.random = random
        self.localCookie = localCookie
    }

    func authenticate(cookies: [String: String]) async -> Caller {
        if let cookie = cookies["local"], Self.equalInConstantTime(cookie, localCookie) { return .local }
        guard let token = cookies["session"] else { return .anonymous }
        let id = Self.id(of: token)
        guard exists(id) else { return .anonymous }
        memory.withLock { $0.lastActive[id] = time.now }
        return .session(id)
    }

    /// Begins a session and returns its token, 128 random bits in lower-case base32.
    func begin(userAgent: String?, ephemeral: Bool) async throws -> String {
        let token = Base32.encode(random.bytes(16)).lowercased()
        let id = Self.id(of: token)
        let now = time.now.description
        let session = Session(loggedIn: now, lastActive: now, userAgent: userAgent.map { String($0.prefix(256)) })
        if ephemeral {
            memory.withLock { $0.ephemeral[id] = session }
        } else {
            try await database.update { try $0.set(session, at: Document.root.private.sessions[id]) }
        }
        return token
    }

    func end(_ ids: [String]) async throws {
        memory.withLock { memory in
            for id in ids {
                memory.ephemeral[id] = nil
                memory.lastActive[id] = nil
            }
        }
        try await database.update { transaction in
            for id in ids { try transaction.remove(Document.root.private.sessions[id]) }
        }
    }

    func list() throws(StartError) -> [String: SessionSummary] {
        let stored = try database.value(at: Document.root.private.sessions) ?? [:]
        let (ephemeral, lastActive) = memory.withLock { ($0.ephemeral, $0.lastActive) }
        return stored.merging(ephemeral) { first, _ in first }.reduce(into: [:]) { list, item in
            list[item.key] = SessionSummary(
                loggedIn: item.value.loggedIn,
                lastActive: lastActive[item.key]?.description ?? item.value.lastActive,
                userAgent: item.value.userAgent)
        }
    }

    private func exists(_ id: String) -> Bool {
        if memory.withLock({ $0.ephemeral[id] }) != nil { return true }
        return database.value(at: Document.root.private.sessions[id].pointer) != nil
    }

    /// What is stored of a token: its SHA-256 in lower-case base32.
    private static func id(of token: String) -> String {
        Base32.encode(Array(SHA256.hash(data: Array(token.utf8)))).lowercased()
    }

    private static func equalInConstantTime(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
