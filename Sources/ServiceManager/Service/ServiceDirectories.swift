package import Errors
package import SystemInterface
package import SystemPackage

/// Where the files of a server are below its data directory.
package struct DataDirectories: Sendable {
    package let root: FilePath

    package init(root: FilePath) {
        self.root = root
    }

    package var database: FilePath { root.appending("database") }
    package var archive: FilePath { root.appending("archive") }
    /// Archives on their way in; emptied at start.
    package var incoming: FilePath { archive.appending("incoming") }
    package var services: FilePath { root.appending("services") }
    package var containers: FilePath { root.appending("containers") }
    /// The document as it was before each change of its version.
    package var documentCopies: FilePath { root.appending("document-copies") }

    /// What the daemon itself says, where no journal keeps it.
    package var logs: FilePath { root.appending("logs") }

    package func service(_ id: String) -> ServiceDirectories {
        ServiceDirectories(root: services.appending(id))
    }

    /// Makes what is missing.
    package func create(_ files: any FileSystem) throws(StartError) {
        // LXC must be able to pass through to the containers. Nobody else passes anywhere: a volume may hold a program
        // that a container made set-user-id root.
        for directory in [root, containers] {
            try files.createDirectory(directory, permissions: FilePermissions(rawValue: 0o711))
        }
        for directory in [archive, incoming, services, logs] {
            try files.createDirectory(directory, permissions: .ownerReadWriteExecute)
        }
    }

    /// Empties what does not outlive the daemon.
    package func clean(_ files: any FileSystem) throws(StartError) {
        // Not made anew: on a full disk there is no room for a directory.
        for name in try files.list(incoming) { try files.removeTree(incoming.appending(name)) }
    }
}

/// Where the files of one service are.
package struct ServiceDirectories: Sendable {
    package let root: FilePath

    package var volumes: FilePath { root.appending("volumes") }
    package var logs: FilePath { root.appending("logs") }
    package var sockets: FilePath { root.appending("rpc") }
    package var dataVersion: FilePath { root.appending("data-version") }

    package func volume(_ id: String) -> FilePath {
        volumes.appending(id)
    }
}
