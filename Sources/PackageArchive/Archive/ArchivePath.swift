package import Errors

/// Where an entry stands in an archive: the names from the root down.
package struct ArchivePath: Hashable, Sendable, CustomStringConvertible {
    package let names: [EntryName]

    package init(_ names: [EntryName]) {
        self.names = names
    }

    /// Splits `path` at `/`; one in front is ignored.
    ///
    /// - Throws: `parseS9pk` for a path with an empty name, `.` or `..` in it.
    package init(_ path: String) throws(StartError) {
        let relative = path.hasPrefix("/") ? path.dropFirst() : path[...]
        var names: [EntryName] = []
        for part in relative.split(separator: "/", omittingEmptySubsequences: false) {
            names.append(try EntryName(String(part)))
        }
        self.names = names
    }

    package func appending(_ name: EntryName) -> ArchivePath {
        ArchivePath(names + [name])
    }

    package var description: String {
        names.map(\.description).joined(separator: "/")
    }
}
