package import SystemPackage

/// Everything a container is made from.
package struct ContainerDefinition: Hashable, Sendable {
    /// Unique on this server and a host name: the package id.
    package var name: String
    /// The ids the container's ids stand for.
    package var identifiers: IdentifierRange
    /// Squashfs files that make up the root file system, topmost first. Shared with other containers.
    package var layers: [FilePath]
    /// Mounted in this order before init runs.
    package var mounts: [ContainerMount]
    /// Written into the root file system after the mounts.
    package var files: [ContainerFile]
    /// nil: nothing but loopback.
    package var network: ContainerNetwork?
    package var environment: [String: String]
    /// The program that becomes process 1, and its arguments (no spaces in them).
    package var initCommand: [String]
    package var devices: DeviceAccess
    package var limits: ContainerLimits

    package init(
        name: String,
        identifiers: IdentifierRange,
        layers: [FilePath],
        mounts: [ContainerMount] = [],
        files: [ContainerFile] = [],
        network: ContainerNetwork? = nil,
        environment: [String: String] = ["LANG": "C.UTF-8"],
        initCommand: [String] = ["/usr/bin/start-container", "init"],
        devices: DeviceAccess = [],
        limits: ContainerLimits = ContainerLimits()
    ) {
        self.name = name
        self.identifiers = identifiers
        self.layers = layers
        self.mounts = mounts
        self.files = files
        self.network = network
        self.environment = environment
        self.initCommand = initCommand
        self.devices = devices
        self.limits = limits
    }
}

/// Something of the host that appears inside a container.
package struct ContainerMount: Hashable, Sendable {
    package enum Source: Hashable, Sendable {
        /// A squashfs image of `size` bytes at `offset` of a file. Read-only; its ids are the container's.
        case squashfs(file: FilePath, offset: Int64, size: Int64)
        /// A directory or file whose ids on disk are those the container sees. `subpath` is below `path` and may be
        /// under a container's influence: it cannot lead out of `path`.
        case mapped(path: FilePath, subpath: FilePath? = nil, map: IdentifierMap = .identity)
        /// A directory that is made if missing and belongs to the container's root; ids on disk are the host's.
        case owned(path: FilePath)
    }

    package var source: Source
    /// Absolute path inside the container; made if missing.
    package var target: String
    package var readOnly: Bool

    package init(_ source: Source, at target: String, readOnly: Bool = false) {
        self.source = source
        self.target = target
        self.readOnly = readOnly
    }
}

/// A file that is written into a new container; owner is the container's root.
package struct ContainerFile: Hashable, Sendable {
    /// Absolute path inside the container; missing directories are made.
    package var path: String
    package var content: [UInt8]
    package var permissions: FilePermissions

    package init(_ path: String, _ content: [UInt8], permissions: FilePermissions = FilePermissions(rawValue: 0o644)) {
        self.path = path
        self.content = content
        self.permissions = permissions
    }

    package init(_ path: String, _ text: String) {
        self.init(path, Array(text.utf8))
    }
}

/// The one network interface of a container, `eth0`.
package struct ContainerNetwork: Hashable, Sendable {
    /// The host's bridge it is plugged into.
    package var bridge: String
    /// IPv4 address. The container has no neighbours: all it sends goes to the gateway.
    package var address: String
    package var gateway: String
    /// The only one its frames may come from.
    package var hardwareAddress: String

    package init(bridge: String, address: String, gateway: String, hardwareAddress: String) {
        self.bridge = bridge
        self.address = address
        self.gateway = gateway
        self.hardwareAddress = hardwareAddress
    }
}

/// Devices of the host a container may use, as the manifest asks.
package struct DeviceAccess: OptionSet, Hashable, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// Graphics and compute: `/dev/dri`, `/dev/nvidia*`, `/dev/kfd`.
    package static let hardwareAcceleration = DeviceAccess(rawValue: 1)
    /// `/dev/fuse`.
    package static let userspaceFileSystems = DeviceAccess(rawValue: 2)
    /// `/dev/net/tun`.
    package static let virtualNetworking = DeviceAccess(rawValue: 4)
}

/// The most a container may take.
package struct ContainerLimits: Hashable, Sendable {
    /// Processes and threads.
    package var processes: Int
    /// Memory in bytes, nothing of it on the swap device; nil: what the machine has.
    package var memory: Int64?
    /// Processors' worth of time, such as 0.5; nil: all.
    package var processors: Double?

    package init(processes: Int = 16_384, memory: Int64? = nil, processors: Double? = nil) {
        self.processes = processes
        self.memory = memory
        self.processors = processors
    }
}
