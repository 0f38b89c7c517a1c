import Errors
import SystemInterface
import SystemPackage

/// Room on the disk that belongs to the database alone: a file without content whose blocks are taken already.
///
/// When the disk is full the reserve itself becomes the next database file. The room is never given back to the disk in
/// between, where whoever filled it would be faster.
struct SpaceReserve {
    private let path: FilePath
    /// Bytes; 0: there is none.
    private let size: Int64
    private let files: any FileSystem

    init(in directory: FilePath, size: Int64, files: any FileSystem) {
        path = directory.appending("reserve")
        self.size = size
        self.files = files
    }

    var isThere: Bool {
        size > 0 && (try? files.exists(path)) == true
    }

    /// Takes the room unless it is taken already.
    func fill() throws(StartError) {
        guard size > 0, try !files.exists(path) else { return }
        // A reserve under its own name has all its blocks. What a crash leaves ends in `.new` and is removed.
        let temporary = FilePath("\(path).new")
        try files.remove(temporary)
        do throws(StartError) {
            let file = try files.open(temporary, .createNew, permissions: .ownerReadWrite)
            defer { file.close() }
            try file.allocate(size)
            try file.synchronize()
            try files.rename(temporary, to: path)
        } catch {
            try? files.remove(temporary)
            throw error
        }
    }

    /// Turns the reserve into an empty file at `destination`, in the same directory.
    func spend(as destination: FilePath) throws(StartError) {
        try files.rename(path, to: destination)
    }
}
