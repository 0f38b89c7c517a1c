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
        await host.directory[id]?.abandon()
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
        let installation = try Installation(host: host, feed: progress, size: size)
        do {
            for try await piece in pieces {
                try Task.checkCancellation()
                try await installation.receive(piece)
                if let id = await installation.id { installing[id] = ObjectIdentifier(progress) }
            }
            try Task.checkCancellation()
            let id = try await installation.finish().id
            installing[id] = ObjectIdentifier(progress)
            return id
        } catch {
            await installation.discard()
            if let id = await installation.id {
                installing[id] = nil
                await undoInstallation(of: id)
            }
            throw StartError(wrapping: error, .installFailed)
        }
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
