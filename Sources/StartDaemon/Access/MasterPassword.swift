import Errors
import PatchDatabase
import RPCServer
import ServerDocument
import Synchronization
import SystemInterface

/// The one password of the server: set once with the setup code, checked at every log-in.
final class MasterPassword: Sendable {
    /// Characters a new password needs at least, and may have at most.
    private static let length = 12...64

    private let database: Database
    private let time: any TimeSource
    private let random: any RandomSource
    /// nil once the password is set.
    let setupCode: SetupCode?
    private let logIns = Mutex(AttemptLimiter(allowedFailures: 3, window: .seconds(20)))
    private let setups = Mutex(AttemptLimiter(allowedFailures: 5, window: .seconds(60)))

    init(database: Database, time: any TimeSource, random: any RandomSource) throws(StartError) {
        self.database = database
        self.time = time
        self.random = random
        setupCode = try Self.stored(in: database) == nil ? SetupCode(random: random) : nil
    }

    var isSet: Bool {
        get throws(StartError) { try Self.stored(in: database) != nil }
    }

    /// Sets the password for the first time.
    ///
    /// - Throws: `incorrectPassword` for a wrong code, `invalidRequest` when there is a password already.
    func setUp(code: String, password: String, from peer: PeerNetwork) async throws {
        try setups.withLock { limiter in try limiter.begin(from: peer, at: time.uptime) }
        guard let setupCode, try !isSet else {
            throw StartError(.invalidRequest, "The password is set already. Log in with it.")
        }
        guard setupCode.matches(code) else {
            throw StartError(.incorrectPassword, "This is not the setup code that the server printed.")
        }
        setups.withLock { $0.succeeded(from: peer) }
        let hash = try await hash(password)
        try await database.update { transaction in
            guard try transaction.value(at: Document.root.private.password) == nil else {
                throw StartError(.invalidRequest, "The password is set already. Log in with it.")
            }
            try transaction.set(hash, at: Document.root.private.password)
        }
    }

    /// - Throws: `incorrectPassword`, `rateLimited` after three wrong ones from there within twenty seconds.
    func check(_ password: String, from peer: PeerNetwork) async throws {
        guard let hash = try Self.stored(in: database) else {
            throw StartError(.uninitialized, "No password is set yet. Open the address that the server printed.")
        }
        try logIns.withLock { limiter in try limiter.begin(from: peer, at: time.uptime) }
        guard password.utf8.count <= 1024, try await PasswordHash(stored: hash).matches(password) else {
            throw StartError(.incorrectPassword, "The password is wrong.")
        }
        logIns.withLock { $0.succeeded(from: peer) }
    }

    /// Replaces the password by another one.
    func change(from old: String, to new: String, by peer: PeerNetwork) async throws {
        try await check(old, from: peer)
        let hash = try await hash(new)
        try await database.update { try $0.set(hash, at: Document.root.private.password) }
    }

    private func hash(_ password: String) async throws -> String {
        guard Self.length.contains(password.count) else {
            throw StartError(
                .invalidRequest,
                "A password has \(Self.length.lowerBound) to \(Self.length.upperBound) characters.")
        }
        return try await PasswordHash.make(password, random: random).text
    }

    private static func stored(in database: Database) throws(StartError) -> String? {
        try database.value(at: Document.root.private.password) ?? nil
    }
}
