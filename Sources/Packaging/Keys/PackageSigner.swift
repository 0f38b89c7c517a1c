package import Errors
package import PackageArchive
package import SystemInterface
package import SystemPackage

/// Finds the key that a package is signed with.
package enum PackageSigner {
    /// The key in `explicit`, else `.startos/build-key` of the nearest workspace at or above one of `folders`, else
    /// the developer key.
    ///
    /// - Throws: `uninitialized` when there is none of them.
    package static func key(
        explicit: FilePath?,
        folders: [FilePath],
        developerKey: FilePath,
        files: any FileSystem
    ) throws(StartError) -> SigningKey {
        if let explicit { return try KeyFile.read(explicit, in: files) }
        for folder in folders {
            var level = folder
            while true {
                let candidate = level.appending(".startos").appending("build-key")
                if try files.exists(candidate) { return try KeyFile.read(candidate, in: files) }
                guard level.removeLastComponent() else { break }
            }
        }
        if try files.exists(developerKey) { return try KeyFile.read(developerKey, in: files) }
        throw StartError(
            .uninitialized,
            "There is no key to sign the package with: no .startos/build-key in this or a parent folder, and no "
                + "developer key at \(developerKey). Make one with `start-cli init-key`, or name one with --key."
        )
    }
}
