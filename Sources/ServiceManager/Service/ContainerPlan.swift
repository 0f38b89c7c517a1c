import Containers
import Errors
import JSONValues
import PackageArchive
import ServerDocument
import SystemInterface
import SystemPackage

/// What the container of a package is made from: its archive, its volumes, its place on this server.
struct ContainerPlan {
    let id: String
    /// The service's number, which decides its ids and its address.
    let index: Int
    let manifest: Manifest
    /// The installed archive; its squashfs pieces are mounted straight out of it.
    let archive: FilePath
    let directories: ServiceDirectories
    let limits: ContainerLimits
    let host: ServiceHost

    /// The name of this machine's processor architecture in archives.
    static let architecture: String = {
        #if arch(arm64)
            "aarch64"
        #elseif arch(riscv64)
            "riscv64"
        #else
            "x86_64"
        #endif
    }()

    func definition() throws(StartError) -> ContainerDefinition {
        guard let identifiers = IdentifierRange(service: index) else {
            throw StartError(.container, "There are no user ids left for \(id).")
        }
        let file = try host.files.open(archive, .read, permissions: .ownerReadWrite)
        defer { file.close() }
        let package = try MerkleArchive(reading: try FileSource(file))
        var mounts = [
            try slice(package, "javascript.squashfs", at: "/usr/lib/startos/package"),
            ContainerMount(.owned(path: directories.sockets), at: "/media/startos/rpc"),
            ContainerMount(.owned(path: directories.logs), at: "/media/startos/log"),
        ]
        if package.file(at: try ArchivePath("assets.squashfs")) != nil {
            mounts.append(try slice(package, "assets.squashfs", at: "/media/startos/assets"))
        }
        for volume in manifest.volumes where Identifier.isValid(volume) {
            let path = directories.volume(volume)
            try host.files.createDirectory(path, permissions: FilePermissions(rawValue: 0o755))
            mounts.append(ContainerMount(.mapped(path: path), at: "/media/startos/volumes/\(volume)"))
        }
        var files = [
            ContainerFile("/etc/hosts", "127.0.0.1 localhost \(id)\n::1 localhost\n"),
            ContainerFile("/etc/hostname", "\(id)\n"),
            ContainerFile("/etc/resolv.conf", "nameserver \(host.bridge.subnet.host)\n"),
        ]
        for (name, image) in manifest.images {
            guard let folder = imageFolder(name, image, in: package) else { continue }
            mounts.append(
                try slice(package, "\(folder)/\(name).squashfs", at: "/media/startos/images/\(name)"))
            for suffix in ["json", "env"] {
                guard let content = package.file(at: try ArchivePath("\(folder)/\(name).\(suffix)")) else { continue }
                files.append(ContainerFile("/media/startos/images/\(name).\(suffix)", try content.read()))
            }
        }
        return ContainerDefinition(
            name: id,
            identifiers: identifiers,
            layers: [host.runtime.layer, host.runtime.base],
            mounts: mounts,
            files: files,
            network: try host.bridge.network(of: index),
            devices: devices,
            limits: limits
        )
    }

    private var devices: DeviceAccess {
        var devices: DeviceAccess = []
        if manifest.hardwareAcceleration { devices.insert(.hardwareAcceleration) }
        if manifest.userspaceFilesystems { devices.insert(.userspaceFileSystems) }
        if manifest.virtualNetworking { devices.insert(.virtualNetworking) }
        return devices
    }

    private func slice(
        _ package: MerkleArchive, _ path: String, at target: String
    ) throws(StartError) -> ContainerMount {
        guard let file = package.file(at: try ArchivePath(path)) else {
            throw StartError(.validateS9pk, "The archive of \(id) has no \(path).")
        }
        let source = ContainerMount.Source.squashfs(
            file: archive, offset: Int64(file.region.offset), size: Int64(file.region.size))
        return ContainerMount(source, at: target, readOnly: true)
    }

    /// Where an image stands for this machine: its own architecture, or the one that stands in for it.
    private func imageFolder(_ name: String, _ image: ManifestImage, in package: MerkleArchive) -> String? {
        [Self.architecture, image.emulateMissingAs].compactMap { $0 }.map { "images/\($0)" }.first { folder in
            (try? ArchivePath("\(folder)/\(name).squashfs")).flatMap { package.file(at: $0) } != nil
        }
    }
}
