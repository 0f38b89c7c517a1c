package import Errors
package import SystemPackage

/// Tries whether the file system of a directory translates ids, as volumes need it.
package enum IdentifierMappingProbe {
    /// Makes an id-mapped copy of the mount that `directory` is on and lets go of it. Nothing is attached anywhere.
    ///
    /// - Throws: the reason why services cannot run there. Needs root.
    package static func run(_ directory: FilePath) throws(StartError) {
        let namespace = try UserNamespace(range: IdentifierRange(start: IdentifierRange.base))
        let mount = try DetachedMount(copying: directory)
        try mount.translate(namespace)
    }
}
