import Containers
package import Errors
package import Logs
import PatchDatabase
import ServerDocument
import SystemInterface
import SystemPackage

/// What a service leaves behind beside its volumes: data version, progress, log.
extension InstalledService {
    /// The version of the data in the volumes, as the package wrote it last; nil when it never did.
    nonisolated func dataVersion() throws(StartError) -> String? {
        let text = try host.files.readText(directories.dataVersion)
        let trimmed = text?.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return trimmed?.isEmpty == false ? trimmed : nil
    }

    nonisolated func setDataVersion(_ version: String?) throws(StartError) {
        guard let version else { return try host.files.remove(directories.dataVersion) }
        guard version.utf8.count <= 4096 else {
            throw StartError(.invalidParameters, "params.version is longer than 4096 bytes.")
        }
        try host.files.replaceFile(directories.dataVersion, with: Array("\(version)\n".utf8))
    }

    /// Shows how far the package's own `init` is, while it is installed or updated.
    func setInitProgress(_ progress: Progress) async {
        let place = entry.stateInfo
        _ = try? await host.database.update { transaction in
            guard var info = try transaction.value(at: place)?.installingInfo, !info.progress.phases.isEmpty else {
                return
            }
            info.progress.phases[info.progress.phases.count - 1].progress = progress
            try transaction.set(info.progress, at: place.progress)
        }
    }

    /// What the service wrote.
    package nonisolated var log: LogStore {
        LogStore(files: ServiceLogFiles(path: directories.logs))
    }

    /// Something after each change of the log, from now on.
    package nonisolated func logChanges() throws(StartError) -> AsyncStream<Void> {
        try ConfinedDirectory(directories.logs).changes()
    }
}

/// The log files of a service, which its container writes.
private struct ServiceLogFiles: LogFiles {
    let path: FilePath

    func names() throws(StartError) -> [String] {
        do throws(StartError) {
            return try ConfinedDirectory(path).list("")
        } catch  where error.code == .notFound {
            return []
        }
    }

    func open(_ name: String) throws(StartError) -> any OpenFile {
        try ConfinedDirectory(path).open(FilePath(name), .read, permissions: .ownerReadWrite)
    }
}
