import Containers
import Errors
import JSONValues
import Logging
import PackageArchive
import PatchDatabase
import ServerDocument
import SystemInterface

/// Installing packages.
extension Services {
    /// Installs a package from its bytes. Returns when the service is initialised.
    ///
    /// After any failure nothing of it is left.
    /// - Parameters:
    ///   - size: The length in bytes when the sender told it.
    ///   - progress: Is told how it goes; ended by the caller.
    /// - Throws: what is wrong with the archive, `cancelled`, what the package's own `init` throws.
    package func sideload<Pieces: AsyncSequence & Sendable>(
        _ pieces: Pieces, size: UInt64?, progress: ProgressFeed
    ) async throws where Pieces.Element == [UInt8] {
        let task = Task { try await self.install(pieces, size: size, progress: progress) }
        running[ObjectIdentifier(progress)] = task
        defer { running[ObjectIdentifier(progress)] = nil }
        try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    /// Ends an installation under way; no error if there is none. Returns when nothing of it is left.
    package func cancelInstallation(_ id: String) async {
        guard let feed = installing[id], let task = running[feed] else { return }
        task.cancel()
        // An archive of a package that is installed already may be on its way: the service has nothing to do with it.
        let state = try? host.database.value(at: Document.root.package(id).stateInfo)?.state
        if state != .installed, state != .removing { await host.directory[id]?.abandon() }
        _ = try? await task.value
    }

    private func install<Pieces: AsyncSequence & Sendable>(
        _ pieces: Pieces, size: UInt64?, progress: ProgressFeed
    ) async throws where Pieces.Element == [UInt8] {
        let id = try await receive(pieces, size: size, progress: progress)
        defer { installing[id] = nil }
        do {
            try Task.checkCancellation()
            try await initialise(id)
        } catch {
            await undoInstallation(of: id)
            throw error
        }
    }

    /// Receives the archive whole. Returns the package.
    private func receive<Pieces: AsyncSequence & Sendable>(
        _ pieces: Pieces, size: UInt64?, progress: ProgressFeed
    ) async throws -> String where Pieces.Element == [UInt8] {
        let feed = ObjectIdentifier(progress)
        let installation = try Installation(host: host, feed: progress, size: size) { id in
            await self.claim(id, for: feed)
        }
        do {
            for try await piece in pieces {
                try Task.checkCancellation()
                try await installation.receive(piece)
            }
            try Task.checkCancellation()
            return try await installation.finish().id
        } catch {
            await installation.discard()
            if let id = await installation.id { await undoInstallation(of: id) }
            installing = installing.filter { $0.value != feed }
            throw StartError(wrapping: error, .installFailed)
        }
    }

    /// Notes whose installation of a package can be cancelled: the first one's.
    private func claim(_ id: String, for feed: ObjectIdentifier) {
        if installing[id] == nil { installing[id] = feed }
    }

    /// Makes the container of a new package and lets it initialise itself.
    private func initialise(_ id: String) async throws {
        let place = Document.root.package(id)
        // Data that an earlier installation left is taken over, not begun anew.
        let version = try host.files.readText(host.directories.service(id).dataVersion)
        let service = InstalledService(id: id, host: host, initKind: version == nil ? .install : .update)
        begin(service)
        try await service.initialise()
        try await host.database.update { transaction in
            guard let manifest = try transaction.value(at: place.stateInfo)?.installingInfo?.newManifest else {
                throw StartError(.cancelled, "\(id) was removed while it was installed.")
            }
            try transaction.set(.installed(manifest), at: place.stateInfo)
        }
        // Who cancelled until here gets what was asked for; from here on there is nothing left to cancel.
        try Task.checkCancellation()
        installing[id] = nil
        await service.sleepIfIdle()
    }

    private func undoInstallation(of id: String) async {
        do {
            await host.directory[id]?.abandon()
            await take(down: id)
            try await erase(id, keepsData: keepsData(id))
        } catch {
            host.logger.error(
                "A failed installation cannot be undone",
                metadata: ["package": "\(id)", "error": "\(StartError(wrapping: error).debugText)"])
        }
    }

    // MARK: What a crash left

    /// An installation that did not come to its end is undone.
    func discard(_ id: String, _ entry: PackageEntry) async throws(StartError) {
        host.logger.warning("An installation was interrupted and is undone", metadata: ["package": "\(id)"])
        try await host.containers.destroyAll(
            except: Set((try host.database.value(at: Document.root.packages) ?? [:]).keys.filter { $0 != id }))
        try await erase(id, keepsData: entry.keepsData ?? false)
    }

    /// Whether the volumes of a package under way were there before.
    private func keepsData(_ id: String) throws(StartError) -> Bool {
        try host.database.value(at: Document.root.package(id))?.keepsData ?? false
    }
}
