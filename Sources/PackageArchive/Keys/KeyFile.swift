package import Errors
package import SystemInterface
package import SystemPackage

/// Private keys in files: the developer key, the build key of a workspace.
package enum KeyFile {
    /// Reads a PEM private key.
    ///
    /// - Throws: `notFound` when there is no such file, `pem` when it holds something else.
    package static func read(_ path: FilePath, in files: any FileSystem) throws(StartError) -> SigningKey {
        let bytes = try files.readFile(path, limit: 65_536)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw StartError(.pem, "\(path) is not a key file: it is not text.")
        }
        do throws(StartError) {
            return try SigningKey(pem: text)
        } catch {
            throw StartError(.pem, "\(path) holds no usable private key. \(error.message)", cause: error)
        }
    }

    /// Writes a PEM private key, mode 0640, making the folder when missing. Never replaces an existing file.
    ///
    /// - Throws: `filesystem` when something stands at `path` already.
    package static func write(_ key: SigningKey, to path: FilePath, in files: any FileSystem) throws(StartError) {
        try files.createDirectory(path.removingLastComponent(), permissions: [.ownerReadWriteExecute])
        let temporary = FilePath("\(path).new")
        guard try !files.exists(path) else {
            throw StartError(.filesystem, "\(path) exists already; a key is never overwritten.")
        }
        try files.remove(temporary)
        let file = try files.open(temporary, .createNew, permissions: [.ownerReadWrite, .groupRead])
        defer { file.close() }
        try file.write(Array(key.pem.utf8), at: 0)
        try file.synchronize()
        try files.rename(temporary, to: path)
        try files.synchronizeDirectory(path.removingLastComponent())
    }
}
