import SystemPackage

/// Where the parts of one container stand on the host.
struct ContainerPaths: Hashable, Sendable {
    let directory: FilePath

    init(_ name: String, in containers: FilePath) {
        directory = containers.appending(name)
    }

    var configuration: FilePath { directory.appending("config") }
    /// Run by LXC when the container's interface is plugged in.
    var networkScript: FilePath { directory.appending("network-up") }
    /// The merged root file system.
    var rootFileSystem: FilePath { directory.appending("rootfs") }
    /// The layers while the overlay is put together.
    var layers: FilePath { directory.appending("layers") }
    var upper: FilePath { directory.appending("upper") }
    var work: FilePath { directory.appending("work") }
    /// What the container makes its subcontainers in.
    var scratch: FilePath { directory.appending("scratch") }
    var log: FilePath { directory.appending("lxc.log") }
    /// What init writes before it has its own log.
    var console: FilePath { directory.appending("console.log") }
}
