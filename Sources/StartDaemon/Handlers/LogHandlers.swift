import Errors
import JSONValues
import Logs
import RPCMethods
import RPCServer
import ServiceManager
import SystemInterface

/// The logs of services and of the server.
extension ServerHandlers {
    func registerLogs(in router: inout RPCRouter) {
        router.register(Methods.Package.logs) { parameters, _ in
            try log(of: parameters.id).page(LogQuery(parameters.selection))
        }
        router.register(Methods.Package.followLogs) { parameters, call in
            try await follow(try log(of: parameters.id), parameters.selection, call)
        }
        registerServerLogs(in: &router)
    }

    private func registerServerLogs(in router: inout RPCRouter) {
        router.register(Methods.Server.logs) { parameters, _ in try await logs.daemon.page(LogQuery(parameters)) }
        router.register(Methods.Server.followLogs) { parameters, call in
            try await follow(logs.daemon, parameters, call)
        }
        router.register(Methods.Server.kernelLogs) { parameters, _ in try await logs.kernel.page(LogQuery(parameters)) }
        router.register(Methods.Server.followKernelLogs) { parameters, call in
            try await follow(logs.kernel, parameters, call)
        }
    }

    private func log(of id: String) throws -> FileLogSource {
        let service = try services.service(id)
        return FileLogSource(
            store: service.log, time: time, currentBoot: logs.bootId,
            changes: { () throws(StartError) in try service.logChanges() })
    }

    private func follow(
        _ source: any LogSource, _ selection: LogSelection, _ call: RPCCall
    ) async throws -> LogSubscription {
        let log = try await source.follow(LogQuery(selection))
        let sending = PatientSending(time: time)
        let guid = continuations.openPush(session: call.caller.session) { outbound in
            try await sending.run({ (text: String) in try await outbound.send(.text(text)) }) { send in
                try await log.run { entry in try await send(try JSON(encoding: entry).text) }
            }
        }
        return LogSubscription(startCursor: log.startCursor, guid: guid)
    }
}
