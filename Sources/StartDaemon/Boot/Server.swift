import Containers
import Errors
import LiveSystem
import Logging
import Networking
import NIOCore
import NIOPosix
import PatchDatabase
import RPCServer
import ServerDocument
import ServiceLifecycle
import ServiceManager
import SystemInterface
import SystemPackage
import UnixSignals

/// The daemon: puts the parts together and lives until it is told to end.
///
/// SIGTERM ends the daemon alone, containers go on and the next daemon adopts them. SIGINT stops the services too.
struct Server: Sendable {
    /// What is kept of the disk, so that the database can go on when it is full: bytes.
    private static let reserve = Int64(64 << 20)

    private let options: ServerOptions
    private let logger: Logger
    private let logs: ServerLogs
    private let files = LiveFileSystem()
    private let time = LiveTimeSource()
    private let random = LiveRandomSource()
    private let processes = LiveProcessRunner()
    private let supervision = Supervision(processes: LiveProcessRunner())

    init(options: ServerOptions, level: Logger.Level) throws(StartError) {
        self.options = options
        logs = try ServerLogs(
            directory: DataDirectories(root: options.dataDirectory).logs, files: files, processes: processes, time: time
        )
        logger = logs.logger(level, time: time)
    }

    func run() async throws {
        supervision.begin()
        supervision.starting("Looking at the machine")
        try await checkRequirements()
        let directories = DataDirectories(root: options.dataDirectory)
        try directories.create(files)
        let database = try openDatabase(in: directories)
        // Before anything else is touched: a document of a newer version ends it here.
        try await DocumentUpgrade(copies: directories.documentCopies, files: files, logger: logger).run(on: database)
        try directories.clean(files)
        try await InitialDocument(random: random).store(in: database)
        let bridge = try serviceBridge()
        let network = try await serviceNetwork(bridge, database: database)
        let host = try await serviceHost(database: database, directories: directories, bridge: bridge)
        let services = Services(host: host)
        let identity = try await ServerIdentity.load(
            from: database, addresses: host.addresses.addresses, time: time, random: random)
        let password = try MasterPassword(database: database, time: time, random: random)
        let runtimeFiles = RuntimeFiles(directory: options.runtimeDirectory, files: files)
        let cookie = try runtimeFiles.writeCookie(random: random)
        let web = try webServer(
            services: services, identity: identity, password: password,
            sessions: SessionStore(database: database, time: time, random: random, localCookie: cookie)
        ) { port in
            do {
                try announce(
                    port, at: host.addresses.addresses, identity: identity, password: password, in: runtimeFiles)
            } catch {
                logger.error("The address cannot be left for local programs", metadata: ["error": "\(error)"])
            }
        }
        supervision.starting("Taking up the services")
        // Services that start ask for names at once.
        let networking = Task { await network.run() }
        defer { networking.cancel() }
        try await services.boot(reservedPort: options.listen.port)
        let forwards = ServiceForwards(host: host, forwarder: PortForwarder(logger: logger)) {
            identity.certificate
        }
        let withdrawal = Task { try await withdrawSetupCode(database, runtimeFiles) }
        defer { withdrawal.cancel() }
        try await serve(web, services: services, identity: identity, forwards: forwards) {
            // Without services nobody needs the bridge; it is not to be put back either.
            networking.cancel()
            await networking.value
            do {
                try await bridge.remove()
            } catch {
                logger.warning("The services' network stays", metadata: ["error": "\(error)"])
            }
        }
        await database.close()
        try? files.remove(runtimeFiles.address)
    }

    /// Runs until a signal comes.
    ///
    /// - Parameter afterServices: What is left to do when the services were stopped too.
    private func serve(
        _ web: WebServer, services: Services, identity: ServerIdentity, forwards: ServiceForwards,
        afterServices: @escaping @Sendable () async -> Void
    ) async throws {
        let group = ServiceGroup(services: [web], gracefulShutdownSignals: [], logger: logger)
        let background = [
            Task { await identity.run() }, Task { await forwards.run() }, Task { await DiskGuard(services).run() },
        ]
        let signals = Task {
            for await signal in await UnixSignalsSequence(trapping: .sigterm, .sigint) {
                logger.notice("Ending", metadata: ["signal": "\(signal)"])
                let isMachineStopping = await supervision.isMachineStopping()
                let stopsServices = signal == .sigint || isMachineStopping
                supervision.stopping(stopsServices ? "Stopping the services" : "Ending; services go on")
                if stopsServices {
                    await services.stopAll()
                    await afterServices()
                } else {
                    await services.detach()
                }
                await group.triggerGracefulShutdown()
            }
        }
        defer { (background + [signals]).forEach { $0.cancel() } }
        try await group.run()
    }

    private func checkRequirements() async throws {
        let requirements = ContainerRequirements(files: files)
        try requirements.delegateIdentifiers()
        let problems = try requirements.problems() + reachabilityProblems()
        guard problems.isEmpty else {
            throw StartError(
                .container,
                "This machine cannot run services yet:\n" + problems.map { "- \($0)" }.joined(separator: "\n"))
        }
    }

    /// A container's root is nobody on the host: every directory on the way to its file system must let others pass.
    private func reachabilityProblems() throws(StartError) -> [String] {
        var directory = options.dataDirectory.removingLastComponent()
        var problems: [String] = []
        while !directory.isEmpty, directory.string != "/" {
            if let status = try files.status(of: directory), !status.permissions.contains(.otherExecute) {
                problems.append(
                    "Containers cannot reach \(options.dataDirectory), because \(directory) is closed to others."
                        + " Choose another --data-dir, such as /var/lib/startos.")
            }
            directory = directory.removingLastComponent()
        }
        return problems
    }

    private func openDatabase(in directories: DataDirectories) throws(StartError) -> Database {
        let database = try Database.open(
            directory: directories.database, files: files, reserve: Self.reserve,
            execution: .whereFaster(time: time))
        if database.report.droppedBytes > 0 {
            logger.warning(
                "The last change before the crash was incomplete and is dropped",
                metadata: ["bytes": "\(database.report.droppedBytes)"])
        }
        return database
    }

    private func serviceBridge() throws(StartError) -> ServiceBridge {
        guard let subnet = IPv4Subnet(options.subnet) else {
            throw StartError(.parseNetworkAddress, "\"\(options.subnet)\" is no IPv4 network such as 10.59.0.0/16.")
        }
        return try ServiceBridge(name: options.bridge, subnet: subnet, files: files, processes: processes)
    }

    private func serviceNetwork(
        _ bridge: ServiceBridge, database: Database
    ) async throws -> ServiceNetwork {
        try await ServiceNetwork(
            database: database, bridge: bridge, addresses: try serverAddresses(), time: time, logger: logger
        ) { names in
            NameServer(
                names: names, servers: MachineNameServers(files: files, time: time), time: time, random: random,
                logger: logger)
        }
    }

    private func serviceHost(
        database: Database, directories: DataDirectories, bridge: ServiceBridge
    ) async throws -> ServiceHost {
        let share = options.resources
        let hash = try files.readText(share.appending("container-runtime.sha256"))
        let engine = LXCEngine(
            LXCEngineConfiguration(
                directory: directories.containers,
                instance: LXCEngineConfiguration.instance(for: options.dataDirectory),
                controlGroup: options.controlGroup),
            files: files, processes: processes, time: time, logger: logger)
        return ServiceHost(
            database: database, directories: directories, containers: engine, bridge: bridge,
            addresses: try serverAddresses(), files: files,
            processes: processes, time: time, random: random,
            runtime: RuntimeImage(
                base: share.appending("container-base.squashfs"), layer: share.appending("container-runtime.squashfs"),
                hash: (hash ?? "").filter { !$0.isWhitespace }),
            logger: logger)
    }

    private func serverAddresses() throws -> ServerAddresses {
        guard options.listen.isAny else {
            return ServerAddresses(isLoopback: options.listen.isLoopback, addresses: [options.listen.host])
        }
        let addresses = try System.enumerateDevices().compactMap { device -> String? in
            guard device.name != options.bridge, let address = device.address?.ipAddress else { return nil }
            let isLocal = address.hasPrefix("127.") || address == "::1" || address.hasPrefix("fe80:")
            return isLocal ? nil : address
        }
        return ServerAddresses(isLoopback: false, addresses: addresses)
    }

    private func webServer(
        services: Services, identity: ServerIdentity, password: MasterPassword, sessions: SessionStore,
        onReady: @escaping @Sendable (Int) -> Void
    ) throws -> WebServer {
        let database = services.host.database
        let continuations = Continuations(time: time, random: random)
        let handlers = ServerHandlers(
            database: database, services: services, sessions: sessions, password: password,
            continuations: continuations, time: time, logs: logs)
        let dispatcher = RPCDispatcher(
            router: handlers.router(), authenticator: sessions, sequence: { database.sequence },
            afterSynchronized: { database.synchronizeSubscriptions(to: $0) }, logger: logger)
        let hostname = try database.require(Document.root.server.hostname)
        let application = WebApplication(
            dispatcher: dispatcher, continuations: continuations,
            site: try StaticSite(readingFrom: options.resources.appending("web"), of: files),
            rootCertificate: { .init(pem: identity.rootCertificate, fileName: "\(hostname).crt") },
            time: time, logger: logger)
        return WebServer(
            host: options.listen.host, port: options.listen.port, application: application,
            identity: { identity.tls }, onReady: { port in onReady(port) }, logger: logger)
    }

    /// Waits for the first password; then nobody shall see a code any more that opens nothing.
    private func withdrawSetupCode(_ database: Database, _ runtimeFiles: RuntimeFiles) async throws {
        guard try (database.value(at: Document.root.private.password) ?? nil) == nil else { return }
        _ = try await database.value(at: Document.root.private.password) { ($0 ?? nil) != nil }
        try runtimeFiles.withdrawSetupCode()
        await supervision.refreshConsoles()
    }

    /// Leaves the address where people and programs find it.
    private func announce(
        _ port: Int, at addresses: [String], identity: ServerIdentity, password: MasterPassword,
        in runtimeFiles: RuntimeFiles
    ) throws {
        let welcome = Welcome(listen: options.listen, port: port, addresses: addresses, setupCode: password.setupCode)
        try runtimeFiles.write(welcome, rootCertificate: identity.rootCertificate)
        logger.notice("Serving", metadata: ["address": "\(welcome.localBase)"])
        if let code = welcome.setupCode {
            logger.notice(
                "No password is set yet. Open the address and give this code",
                metadata: ["address": "\(welcome.base)/", "code": "\(code)"])
        }
        supervision.ready("Serving at \(welcome.base)/")
        Task { await supervision.refreshConsoles() }
    }
}
