import Containers
package import Errors
import JSONValues
import Logging
import PatchDatabase
import ServerDocument
import SystemInterface
import SystemPackage

/// All services of a server: brings them up when the daemon starts, adds them, removes them.
package actor Services {
    package nonisolated let host: ServiceHost
    private var tasks: [String: Task<Void, Never>] = [:]
    /// Installations under way, by the feed that tells of them.
    var running: [ObjectIdentifier: Task<Void, any Error>] = [:]
    /// Which of them a package belongs to, once it is known.
    var installing: [String: ObjectIdentifier] = [:]

    package init(host: ServiceHost) {
        self.host = host
    }

    /// The service of an installed package.
    ///
    /// - Throws: `notFound` when there is none.
    package nonisolated func service(_ id: String) throws(StartError) -> InstalledService {
        try host.service(id)
    }

    // MARK: Start and end of the daemon

    /// Takes up every package where the last daemon left it: adopts what runs, finishes or undoes what was under way,
    /// and removes containers that nobody owns.
    /// - Parameter reservedPort: The port of the page, which no service may get.
    package func boot(reservedPort: Int) async throws(StartError) {
        try await reserve(reservedPort)
        let packages = try host.database.value(at: Document.root.packages) ?? [:]
        await attempt("Containers that nobody owns cannot be removed") {
            try await self.host.containers.destroyAll(except: Set(packages.keys))
        }
        // On a full disk there is no room for them. The person must be able to get in all the same.
        await attempt("The layers of containers cannot be mounted") {
            try await self.host.containers.keepLayers([self.host.runtime.layer, self.host.runtime.base])
        }
        for (id, entry) in packages.sorted(by: { $0.key < $1.key }) {
            switch entry.stateInfo.state {
            case .installed: await takeUp(id)
            case .installing, .restoring, .updating:
                await attempt("An interrupted installation of \(id) cannot be undone") {
                    try await self.discard(id, entry)
                }
            case .removing:
                await takeUp(id)
                removeInBackground(id, keepsData: entry.keepsData ?? false, force: true)
            }
        }
        await attempt("Unused archives cannot be removed") { try await self.removeUnusedArchives() }
    }

    /// Does something whose failure concerns nobody else.
    private func attempt(_ complaint: String, _ body: () async throws -> Void) async {
        do {
            try await body()
        } catch {
            host.logger.error("\(complaint)", metadata: ["error": "\(StartError(wrapping: error).debugText)"])
        }
    }

    private func removeInBackground(_ id: String, keepsData: Bool, force: Bool) {
        Task {
            await attempt("The removal of \(id) did not come to its end and goes on at the next start") {
                try await self.finishUninstall(id, keepsData: keepsData, force: force)
            }
        }
    }

    private func reserve(_ port: Int) async throws(StartError) {
        do {
            try await host.database.update { transaction in
                let place = Document.root.private.availablePorts[String(port)]
                if try transaction.value(at: place) == nil { try transaction.set(true, at: place) }
            }
        } catch {
            throw StartError(wrapping: error, .database)
        }
    }

    private func takeUp(_ id: String) async {
        let service = InstalledService(id: id, host: host)
        host.directory[id] = service
        do {
            if try await !service.adoptContainer() { await service.settleAfterCrash() }
        } catch {
            host.logger.error(
                "A service cannot be taken up",
                metadata: ["package": "\(id)", "error": "\(StartError(wrapping: error).debugText)"])
        }
        begin(service)
    }

    func begin(_ service: InstalledService) {
        host.directory[service.id] = service
        tasks[service.id] = Task { await service.run() }
    }

    /// Leaves every container running for the next daemon.
    package func detach() async {
        for service in host.directory.all { await service.detach() }
        for task in tasks.values { await task.value }
    }

    /// How long a container that is being made when all services stop may still take.
    private static let creationPatience = Duration.seconds(30)

    /// Stops every service in order; what is desired stays as it is.
    package func stopAll() async {
        // The next daemon would undo them, and a package's `init` may take for ever.
        for id in installing.keys { await cancelInstallation(id) }
        for service in host.directory.all { service.report(.retire) }
        await withTaskGroup(of: Void.self) { group in
            for service in host.directory.all {
                group.addTask { await service.untilAbsent(waitingForCreation: Self.creationPatience) }
            }
        }
        await detach()
        await host.containers.releaseLayers()
    }

    // MARK: Removal

    /// Removes a package. Returns when its state says so; the rest goes on by itself.
    ///
    /// - Throws: `notFound` unless it is installed.
    package func uninstall(_ id: String, keepsData: Bool, force: Bool) async throws {
        let place = Document.root.package(id)
        try await host.database.update { transaction in
            guard let state = try transaction.value(at: place.stateInfo), state.state == .installed,
                let manifest = state.manifest
            else { throw StartError(.notFound, "\(id) is not installed.") }
            try transaction.set(.removing(manifest), at: place.stateInfo)
            try transaction.set(keepsData, at: place.keepsData)
            try transaction.modify(place.statusInfo) { $0.desired = .stopped }
        }
        removeInBackground(id, keepsData: keepsData, force: force)
    }

    private func finishUninstall(_ id: String, keepsData: Bool, force: Bool) async throws {
        let place = Document.root.package(id)
        guard let service = host.directory[id] else { return }
        do {
            try await service.end(.uninstall)
        } catch let error as StartError where error.code == .cancelled {
            // The daemon ends. The state says what is to be done; the next one does it.
            return
        } catch  where !force {
            let error = StartError(wrapping: error)
            host.logger.error(
                "A package cannot be removed", metadata: ["package": "\(id)", "error": "\(error.debugText)"])
            await take(down: id)
            try await host.database.update { transaction in
                guard let state = try transaction.value(at: place.stateInfo), let manifest = state.manifest else {
                    return
                }
                try transaction.set(.installed(manifest), at: place.stateInfo)
                try transaction.modify(place.statusInfo) { status in
                    status.error = ErrorInfo(
                        details: "The package's own clean-up failed: \(error.message)", debug: error.debugText)
                }
            }
            begin(InstalledService(id: id, host: host))
            return
        } catch {
            host.logger.warning(
                "A package's own clean-up failed and is passed over",
                metadata: ["package": "\(id)", "error": "\(error)"])
        }
        await take(down: id)
        try await erase(id, keepsData: keepsData)
    }

    /// Ends the actor of a service.
    func take(down id: String) async {
        await host.directory[id]?.detach()
        host.directory[id] = nil
        await tasks.removeValue(forKey: id)?.value
    }

    /// Removes everything of a package from the disk, then from the document.
    func erase(_ id: String, keepsData: Bool) async throws(StartError) {
        let place = Document.root.package(id)
        let entry = try host.database.value(at: place)
        let directories = host.directories.service(id)
        if keepsData {
            try host.files.removeTree(directories.sockets)
        } else {
            try host.files.removeTree(directories.root)
        }
        do {
            try await host.database.update { transaction in
                let ports = entry?.hosts.values.flatMap(\.bindings.values).flatMap {
                    [$0.net.assignedPort, $0.net.assignedSslPort].compactMap { $0 }
                }
                for port in ports ?? [] {
                    try transaction.remove(Document.root.private.availablePorts[String(port)])
                }
                try transaction.remove(place)
                try transaction.remove(Document.root.service(id))
            }
        } catch {
            throw StartError(wrapping: error, .database)
        }
        try await removeUnusedArchives()
    }

    /// Removes every archive that no package uses.
    func removeUnusedArchives() async throws(StartError) {
        // Listed first: an archive is in the document before it is in the directory.
        let names = try host.files.list(host.directories.archive)
        let packages = try host.database.value(at: Document.root.packages) ?? [:]
        let used = Set(packages.values.flatMap { [$0.s9pk, $0.stateInfo.s9pk].compactMap { $0 } })
        for name in names where name.hasSuffix(".s9pk") {
            let path = host.directories.archive.appending(name)
            if !used.contains(path.string) { try host.files.remove(path) }
        }
    }
}
