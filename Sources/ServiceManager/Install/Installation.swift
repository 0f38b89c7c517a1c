import Containers
import Errors
import JSONValues
import PackageArchive
import PatchDatabase
import ServerDocument
import SystemInterface
import SystemPackage

/// An archive on its way in: each piece is verified while it is written, once, into what becomes the installed file.
///
/// The package appears in the document as soon as its signature and manifest are known.
actor Installation {
    private let host: ServiceHost
    private let feed: ProgressFeed
    private let claim: @Sendable (String) async -> Void
    private let size: UInt64?
    private let path: FilePath
    private let file: any OpenFile
    private let receiver: ArchiveReceiver

    /// How far the archive may come until it is checked again that there is room.
    private var checkedRoom: UInt64 = 0
    private static let roomStep = UInt64(16 << 20)
    private var progress = InstallProgress()
    private var lastReport: Duration?
    private var manifest: Manifest?
    private var header: ArchiveHeader?

    /// The package, once its manifest has come.
    private(set) var id: String?

    /// - Parameters:
    ///   - size: The length of the archive in bytes when the sender told it.
    ///   - claim: Told the package's id before anybody else can see it: who sees it may cancel.
    init(
        host: ServiceHost, feed: ProgressFeed, size: UInt64?, claim: @escaping @Sendable (String) async -> Void
    ) throws(StartError) {
        self.claim = claim
        self.host = host
        self.feed = feed
        self.size = size
        try host.requireRoom(for: Int64(clamping: size ?? 0))
        path = host.directories.incoming.appending("\(host.guid()).s9pk")
        file = try host.files.open(path, .createNew, permissions: .ownerReadWrite)
        receiver = ArchiveReceiver(writingTo: file, size: size)
        progress.set(.uploading, .counted(done: 0, total: size, unit: .bytes))
    }

    /// Takes the next bytes.
    func receive(_ bytes: [UInt8]) async throws {
        // The length may not be known, or somebody else may fill the disk meanwhile.
        if receiver.received >= checkedRoom {
            try host.requireRoom(for: Int64(Self.roomStep))
            checkedRoom = receiver.received + Self.roomStep
        }
        for event in try receiver.receive(bytes) {
            switch event {
            case .header(let header): self.header = header
            case .file(let path, let content) where path.description == "manifest.json":
                try await begin(try Manifest(json: try JSON(parsing: content)))
            case .file, .size: break
            }
        }
        progress.set(.uploading, .counted(done: receiver.received, total: size, unit: .bytes))
        try await report()
    }

    /// Ends the reception: everything is there, verified and durable. Returns the package's id, and its archive in its
    /// final place.
    func finish() async throws -> (id: String, archive: FilePath) {
        let package = try receiver.finish()
        progress.set(.uploading, .complete)
        progress.set(.validating, .started)
        try await report(now: true)
        _ = try package.validate(for: ContainerPlan.architecture)
        // A manifest may come last; nothing was shown of the package until here then.
        if id == nil { try await begin(try Manifest(json: package.manifest)) }
        guard let id, let header else { throw StartError(.parseS9pk, "The archive has no manifest.") }
        let icon = try package.iconDataURL()
        try file.synchronize()
        let final = try finalPath(for: header.commitment)
        progress.set(.validating, .complete)
        progress.set(.installing, .started)
        let place = Document.root.package(id)
        let value = progress.value
        try await host.database.update { transaction in
            try transaction.set(final.string, at: place.s9pk)
            try transaction.set(icon, at: place.icon)
            try transaction.set(value, at: place.stateInfo.progress)
        }
        // After the document, so that nobody takes it for an archive without an owner.
        try host.files.rename(path, to: final)
        try host.files.synchronizeDirectory(host.directories.archive)
        feed.report(value)
        return (id, final)
    }

    /// Forgets what came. The document is the caller's to put right.
    func discard() {
        file.close()
        try? host.files.remove(path)
    }

    /// Writes the entry of the package.
    private func begin(_ manifest: Manifest) async throws {
        guard let header, self.manifest == nil else { return }
        try checkCompatibility(of: manifest)
        let id = manifest.id
        let place = Document.root.package(id)
        let stored = manifest.json
        let value = progress.value
        let key = header.signer.pem
        // What an earlier installation left behind on purpose is not this one's to remove.
        let hasOlderData = try host.files.exists(host.directories.service(id).volumes)
        await claim(id)
        try await host.database.update { transaction in
            guard try transaction.value(at: place) == nil else {
                throw StartError(
                    .invalidRequest, "\(manifest.title) is installed already. Remove it first, keeping its data.")
            }
            let services = try transaction.value(at: Document.root.private.services) ?? [:]
            guard let index = IdentifierRange.firstFreeService(taken: services.values.map(\.index)) else {
                throw StartError(.installFailed, "There is no room for another service.")
            }
            try transaction.set(ServiceRecord(index: index), at: Document.root.service(id))
            let info = PackageState.Installing(newManifest: stored, progress: value)
            var entry = PackageEntry(stateInfo: .installing(info), s9pk: "", developerKey: key, icon: "")
            entry.keepsData = hasOlderData
            try transaction.set(entry, at: place)
        }
        self.manifest = manifest
        self.id = id
    }

    private func checkCompatibility(of manifest: Manifest) throws(StartError) {
        // The id becomes the host name of the container.
        guard manifest.id.utf8.count <= 63 else {
            throw StartError(.validateS9pk, "The id of \(manifest.title) is longer than 63 characters.")
        }
        guard let architectures = manifest.hardwareRequirements.architectures,
            !architectures.contains(ContainerPlan.architecture)
        else { return }
        throw StartError(
            .validateS9pk,
            "\(manifest.title) runs on \(architectures.joined(separator: ", ")), and this machine is"
                + " \(ContainerPlan.architecture).")
    }

    /// The name that the archive has for good: its own hash.
    private func finalPath(for commitment: ArchiveCommitment) throws(StartError) -> FilePath {
        host.directories.archive.appending("\(commitment.fileStem).s9pk")
    }

    /// Shows how far it is, ten times a second at most.
    private func report(now: Bool = false) async throws {
        let time = host.time.uptime
        if !now, let lastReport, time - lastReport < .milliseconds(100) { return }
        lastReport = time
        let value = progress.value
        feed.report(value)
        guard let id else { return }
        let place = Document.root.package(id).stateInfo.progress
        try await host.database.update { try $0.set(value, at: place) }
    }
}
