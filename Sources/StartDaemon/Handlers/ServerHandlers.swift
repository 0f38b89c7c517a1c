import Errors
import JSONValues
import NIOCore
import PatchDatabase
import RPCMethods
import RPCServer
import ServerDocument
import ServiceManager
import SystemInterface

/// What the methods of the server do, each declared in `RPCMethods`.
struct ServerHandlers: Sendable {
    let database: Database
    let services: Services
    let sessions: SessionStore
    let password: MasterPassword
    let continuations: Continuations
    let time: any TimeSource
    let logs: ServerLogs

    /// Bytes of JSON below `/public/ui`, which goes to everyone who subscribes.
    private static let uiLimit = 1 << 20

    func router() -> RPCRouter {
        var router = RPCRouter()
        registerServer(in: &router)
        registerAccess(in: &router)
        registerDatabase(in: &router)
        registerPackages(in: &router)
        registerLogs(in: &router)
        registerStatistics(in: &router)
        return router
    }

    private func registerServer(in router: inout RPCRouter) {
        router.register(Methods.Server.echo) { parameters, _ in parameters.message }
        router.register(Methods.Server.state) { _, _ in try password.isSet ? .running : .setup }
        router.register(Methods.Server.time) { _, _ in
            let (seconds, attoseconds) = time.uptime.components
            return ServerTime(now: time.now.description, uptime: Double(seconds) + Double(attoseconds) / 1e18)
        }
    }

    private func registerDatabase(in router: inout RPCRouter) {
        router.register(Methods.Database.dump) { parameters, call in
            let pointer = try Self.pointer(parameters, call.caller)
            let snapshot = database.snapshot()
            return DatabaseDump(id: snapshot.revision, value: snapshot.value(at: pointer) ?? .null)
        }
        router.register(Methods.Database.subscribe) { parameters, call in
            let (dump, subscription) = database.subscribe(scope: try Self.pointer(parameters, call.caller))
            let guid = continuations.openPush(session: call.caller.session) { outbound in
                for await event in subscription {
                    switch event {
                    case .revision(let revision): try await outbound.send(text: ByteBuffer(bytes: revision.bytes))
                    case .overflow: throw StartError(.database, "The connection was too slow. Subscribe again.")
                    }
                }
            }
            return DatabaseSubscription(dump: DatabaseDump(id: dump.revision, value: dump.document), guid: guid)
        }
        router.register(Methods.Database.putUI) { parameters, _ in
            let below = try JSONPointer(parsing: parameters.pointer)
            let pointer = JSONPointer(Document.root.ui.pointer.segments + below.segments)
            try await database.update { transaction in
                try transaction.set(parameters.value, at: pointer)
                guard (try transaction.value(at: Document.root.ui)?.bytes.count ?? 0) <= Self.uiLimit else {
                    throw StartError(.invalidRequest, "The page may keep at most \(Self.uiLimit) bytes at the server.")
                }
            }
            return Empty()
        }
    }

    /// What a caller may read: a session only what is public, for the rest holds keys, hashes and other sessions.
    ///
    /// - Throws: `unauthorized`.
    private static func pointer(_ parameters: PointerParameters, _ caller: Caller) throws(StartError) -> JSONPointer {
        let pointer = try JSONPointer(parsing: parameters.pointer ?? "/public")
        guard caller == .local || pointer.starts(with: Document.root.public.pointer) else {
            throw StartError(
                .unauthorized,
                "A session may read what is below /public. The rest is for programs of the machine itself.")
        }
        return pointer
    }
}
