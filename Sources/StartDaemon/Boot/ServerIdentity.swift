import Errors
import JSONValues
import Networking
import PatchDatabase
import RPCServer
import ServerDocument
import Synchronization
import SystemInterface

/// The server's own certificates: made at first start, kept in the document, renewed in time.
final class ServerIdentity: Sendable {
    private let database: Database
    private let names: Set<String>
    private let time: any TimeSource
    private let state: Mutex<State>

    private struct State {
        var authority: LocalAuthority
        var served: ServedCertificate
    }

    /// - Parameter addresses: The addresses the server is reached by, beside its names.
    static func load(
        from database: Database, addresses: [String], time: any TimeSource, random: any RandomSource
    ) async throws -> ServerIdentity {
        let hostname = try database.require(Document.root.server.hostname)
        var authority: LocalAuthority
        if let stored = try database.value(at: Document.root.private.localCertificates) {
            authority = try LocalAuthority(try stored.decoded(as: LocalCertificates.self), time: time, random: random)
        } else {
            authority = try LocalAuthority(hostname: hostname, time: time, random: random)
        }
        let names = Set(["localhost", "127.0.0.1", "\(hostname).local"] + addresses)
        let served = try authority.certificate(for: names)
        let identity = ServerIdentity(
            database: database, names: names, time: time, state: State(authority: authority, served: served))
        try await identity.store()
        return identity
    }

    private init(database: Database, names: Set<String>, time: any TimeSource, state: State) {
        self.database = database
        self.names = names
        self.time = time
        self.state = Mutex(state)
    }

    var certificate: ServedCertificate { state.withLock { $0.served } }

    var tls: TLSIdentity { TLSIdentity(chain: certificate.chain, key: certificate.key) }

    /// PEM.
    var rootCertificate: String { state.withLock { $0.authority.rootCertificate } }

    /// Looks once a day whether the certificate must be renewed.
    func run() async {
        while (try? await time.sleep(for: .seconds(86_400))) != nil {
            do {
                try state.withLock { state in
                    state.served = try state.authority.certificate(for: names)
                }
                try await store()
            } catch {
                continue
            }
        }
    }

    private func store() async throws {
        let (certificates, fingerprint) = state.withLock { ($0.authority.certificates, $0.authority.rootFingerprint) }
        let json = try JSON(encoding: certificates)
        try await database.update { transaction in
            try transaction.set(json, at: Document.root.private.localCertificates)
            try transaction.set(fingerprint, at: Document.root.server.caFingerprint)
        }
    }
}
