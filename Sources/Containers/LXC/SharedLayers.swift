import Errors
import Glibc
import SystemInterface
import SystemPackage

/// One mount of each layer file, from which the containers take translated copies: the files in memory are shared.
///
/// Kept below `.layers` in the directory of all containers, under a name that changes with the file.
struct SharedLayers: Sendable {
    let directory: FilePath
    let files: any FileSystem

    init(in containers: FilePath, _ files: any FileSystem) {
        directory = containers.appending(".layers")
        self.files = files
    }

    /// The mounts of `layers`, in order. `alone` lets mounts of other files go; containers that use them keep them.
    func mount(_ layers: [FilePath], alone: Bool) throws(StartError) -> [FilePath] {
        try files.createDirectory(directory, permissions: .ownerReadWriteExecute)
        let mounted = Set(try MountTable(reading: files).entries(within: directory).map(\.path))
        var places: [FilePath] = []
        for layer in layers {
            let (name, size) = try identity(of: layer)
            let place = directory.appending(name)
            if !mounted.contains(place) {
                try files.createDirectory(place, permissions: .ownerReadWriteExecute)
                try DetachedMount(squashfs: layer, offset: 0, size: size).attach(at: place)
            }
            places.append(place)
        }
        guard alone else { return places }
        for place in mounted.subtracting(places) {
            try MountTable.unmount(place)
            try files.remove(place)
        }
        return places
    }

    func release() throws(StartError) {
        guard try files.exists(directory) else { return }
        try MountTable.unmountAll(within: directory, files)
        try files.removeTree(directory)
    }

    /// A replaced file has another inode, a rewritten one another time.
    private func identity(of file: FilePath) throws(StartError) -> (name: String, size: Int64) {
        var status = stat()
        try check(negated(stat(file.string, &status)), "find the layer \(file)")
        let time = "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
        return ("\(status.st_dev)-\(status.st_ino)-\(time)", Int64(status.st_size))
    }
}
