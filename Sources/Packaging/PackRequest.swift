package import SystemPackage

/// What to pack, and where the parts are when they are not at their usual places.
package struct PackRequest: Sendable {
    /// The package folder.
    package var folder: FilePath
    /// `<folder>/<id>.s9pk` when nil.
    package var output: FilePath?
    /// The directory with `index.js`; `<folder>/javascript` when nil.
    package var javascript: FilePath?
    package var icon: FilePath?
    package var license: FilePath?
    package var instructions: FilePath?
    /// `<folder>/assets` when nil; there need be none.
    package var assets: FilePath?
    package var leavesOutAssets = false
    /// The architectures to pack for, by kernel name; that of this machine when empty and there are images to build.
    package var architectures: [String] = []
    /// Where built images are kept for the next time.
    package var cache: FilePath
    /// Whether images are built anew although the cache has them.
    package var ignoresCache = false
    /// Whether `service.lock` is made anew of what Debian gives now.
    package var updatesLock = false
    /// Where a directory for intermediate files is made.
    package var temporaryDirectory: FilePath

    package init(folder: FilePath, cache: FilePath, temporaryDirectory: FilePath) {
        self.folder = folder
        self.cache = cache
        self.temporaryDirectory = temporaryDirectory
    }
}
