import BinaryEncodings
package import Containers
import Errors
package import Logging
package import PatchDatabase
package import SystemInterface
package import SystemPackage

/// What every service of a server shares.
package struct ServiceHost: Sendable {
    package let database: Database
    package let directories: DataDirectories
    package let containers: any ContainerEngine
    package let bridge: ServiceBridge
    package let addresses: ServerAddresses
    package let files: any FileSystem
    package let processes: any ProcessRunner
    package let time: any TimeSource
    package let random: any RandomSource
    package let runtime: RuntimeImage
    package let logger: Logger
    /// Finds another service; filled by the owner of all services.
    package let directory: ServiceDirectory
    let readings = TaskReadings()

    package init(
        database: Database, directories: DataDirectories, containers: any ContainerEngine, bridge: ServiceBridge,
        addresses: ServerAddresses, files: any FileSystem, processes: any ProcessRunner, time: any TimeSource,
        random: any RandomSource,
        runtime: RuntimeImage, logger: Logger
    ) {
        self.database = database
        self.directories = directories
        self.containers = containers
        self.bridge = bridge
        self.addresses = addresses
        self.files = files
        self.processes = processes
        self.time = time
        self.random = random
        self.runtime = runtime
        self.logger = logger
        directory = ServiceDirectory()
    }

    /// The service of an installed package.
    ///
    /// - Throws: `notFound` when there is none.
    func service(_ id: String) throws(StartError) -> InstalledService {
        guard let service = directory[id] else { throw StartError(.notFound, "\(id) is not installed.") }
        return service
    }

    /// A fresh id for an event: 32 characters of A–Z and 2–7.
    func guid() -> String {
        Base32.encode(random.bytes(20)).uppercased()
    }
}

/// The files that every container is made of, and how the runtime in them identifies itself.
package struct RuntimeImage: Sendable {
    /// Debian and Node.js.
    package let base: FilePath
    /// Our own layer above it.
    package let layer: FilePath
    /// SHA-256 in hex over both and what is in them: a living container of another make is replaced.
    package let hash: String

    package init(base: FilePath, layer: FilePath, hash: String) {
        self.base = base
        self.layer = layer
        self.hash = hash
    }
}
