import Errors
import JSONValues
import Synchronization
import SystemInterface
import SystemPackage

/// The lock file of one packing: read before, written after when it is to be made anew.
final class LockKeeper: Sendable {
    private let path: FilePath
    private let updates: Bool
    private let state: Mutex<ImageLock>

    /// - Throws: `deserialization` when there is a lock file that cannot be read.
    init(_ request: PackRequest, files: any FileSystem) throws(StartError) {
        path = request.folder.appending(ImageLock.fileName)
        updates = request.updatesLock
        let text = updates ? nil : try files.readText(path)
        state = Mutex(try text.map { text throws(StartError) in try ImageLock(parsing: text) } ?? ImageLock())
        hasFile = text != nil
    }

    private let hasFile: Bool

    /// What the image must be; nil when anything will do.
    ///
    /// - Throws: `pack` when there is a lock file and the image is not in it.
    func locked(_ id: String, _ architecture: String) throws(StartError) -> LockedImage? {
        guard hasFile else { return nil }
        guard let image = state.withLock({ $0[id, architecture] }) else {
            throw StartError(
                .pack,
                "\(ImageLock.fileName) says nothing of image `\(id)` for \(architecture). Make it anew: start-cli s9pk "
                    + "pack --update-lock")
        }
        return image
    }

    /// Whether images are built even if the cache has them, to see what they are made of.
    var needsBuild: Bool { updates }

    func record(_ image: LockedImage, _ id: String, _ architecture: String) {
        state.withLock { $0[id, architecture] = image }
    }

    /// Writes the file when it is to be made anew and there is something to lock.
    func finish(_ files: any FileSystem) throws(StartError) {
        let lock = state.withLock { $0 }
        guard updates, !lock.images.isEmpty else { return }
        try files.replaceFile(path, with: Array(lock.text.utf8))
    }
}
