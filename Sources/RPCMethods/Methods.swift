package import JSONValues

/// Every method of the server, by area.
package enum Methods {
    package enum Server {
        package static let echo = RPCMethod<EchoParameters, String>("echo", access: .anyone)
        /// `setup` until a master password is set, then `running`.
        package static let state = RPCMethod<Empty, ServerState>("state", access: .anyone)
        package static let time = RPCMethod<Empty, ServerTime>("server.time")
        /// What the daemon itself says.
        package static let logs = RPCMethod<LogSelection, LogPage>("server.logs")
        package static let followLogs = RPCMethod<LogSelection, LogSubscription>("server.logs.follow")
        /// What the kernel says.
        package static let kernelLogs = RPCMethod<LogSelection, LogPage>("server.kernel-logs")
        package static let followKernelLogs = RPCMethod<LogSelection, LogSubscription>("server.kernel-logs.follow")
        /// Sets the master password with the one-time code that the daemon printed.
        package static let setUp = RPCMethod<SetUpParameters, SessionToken>("setup.execute", access: .anyone)
    }

    package enum Authentication {
        package static let logIn = RPCMethod<LogInParameters, SessionToken>("auth.login", access: .anyone)
        package static let logOut = RPCMethod<Empty, Empty>("auth.logout")
        package static let sessions = RPCMethod<Empty, SessionList>("auth.session.list")
        package static let killSessions = RPCMethod<KillSessionsParameters, Empty>("auth.session.kill")
        package static let resetPassword = RPCMethod<ResetPasswordParameters, Empty>("auth.reset-password")
    }

    package enum Database {
        package static let dump = RPCMethod<PointerParameters, DatabaseDump>("db.dump")
        package static let subscribe = RPCMethod<PointerParameters, DatabaseSubscription>("db.subscribe")
        package static let putUI = RPCMethod<PutUIParameters, Empty>("db.put.ui")
    }

    package enum Package {
        package static let list = RPCMethod<Empty, [PackageSummary]>("package.list")
        package static let installedVersion = RPCMethod<PackageParameters, String?>("package.installed-version")
        package static let sideload = RPCMethod<Empty, SideloadTickets>("package.sideload")
        package static let cancelInstall = RPCMethod<PackageParameters, Empty>(
            "package.cancel-install", synchronizes: true)
        package static let start = RPCMethod<StartParameters, Empty>("package.start", synchronizes: true)
        package static let stop = RPCMethod<PackageParameters, Empty>("package.stop", synchronizes: true)
        package static let restart = RPCMethod<PackageParameters, Empty>("package.restart", synchronizes: true)
        package static let rebuild = RPCMethod<PackageParameters, Empty>("package.rebuild", synchronizes: true)
        package static let uninstall = RPCMethod<UninstallParameters, Empty>("package.uninstall", synchronizes: true)
        package static let setLimits = RPCMethod<SetLimitsParameters, Empty>("package.set-limits", synchronizes: true)
        /// What every package with a container uses; null for one that has none.
        package static let statistics = RPCMethod<Empty, [String: ServiceStatistics?]>("package.stats")
        package static let followStatistics = RPCMethod<Empty, StatisticsSubscription>("package.stats.follow")
        package static let logs = RPCMethod<LogsParameters, LogPage>("package.logs")
        package static let followLogs = RPCMethod<LogsParameters, LogSubscription>("package.logs.follow")
        package static let actionInput = RPCMethod<ActionInputParameters, JSON>("package.action.get-input")
        package static let runAction = RPCMethod<RunActionParameters, JSON>("package.action.run", synchronizes: true)
        package static let clearTask = RPCMethod<ClearTaskParameters, Empty>(
            "package.action.clear-task", synchronizes: true)
    }
}
