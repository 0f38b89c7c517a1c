package import Errors
package import Logging
package import SystemInterface

package import SystemPackage

/// Makes containers with LXC, each in a user namespace of its own.
///
/// Everything has a name that follows from the container's, so that a daemon that was restarted finds it all again.
package actor LXCEngine: ContainerEngine {
    private let environment: LXCEnvironment
    /// The live ones, so that adopting twice gives the same container.
    private var containers: [String: LXCContainer] = [:]

    package init(
        _ configuration: LXCEngineConfiguration,
        files: any FileSystem,
        processes: any ProcessRunner,
        time: any TimeSource,
        logger: Logger
    ) {
        environment = LXCEnvironment(
            configuration: configuration, files: files, processes: processes, time: time, logger: logger,
            layers: LayerStore(SharedLayers(in: configuration.directory, files)))
    }

    package func create(_ definition: ContainerDefinition) async throws(StartError) -> any Container {
        try Self.checkName(definition.name)
        try await containers.removeValue(forKey: definition.name)?.destroy()
        if try environment.files.exists(environment.paths(of: definition.name).directory) {
            try await LXCContainer(definition, environment).destroy()
        }
        let environment = environment
        try environment.files.createDirectory(
            environment.configuration.directory, permissions: FilePermissions(rawValue: 0o711))
        do throws(StartError) {
            try await environment.layers.use(definition.layers) { layers async throws(StartError) in
                try await blocking { () throws(StartError) in
                    try Self.prepare(definition, layers: layers, environment)
                }
            }
        } catch {
            try? await LXCContainer(definition, environment).destroy()
            throw error
        }
        let container = LXCContainer(definition, environment)
        containers[definition.name] = container
        return container
    }

    package func adopt(_ definition: ContainerDefinition) async throws(StartError) -> (any Container)? {
        try Self.checkName(definition.name)
        if let known = containers[definition.name] {
            return try await known.adopt() ? known : nil
        }
        guard try environment.files.exists(environment.paths(of: definition.name).configuration) else { return nil }
        let container = LXCContainer(definition, environment)
        try await environment.tools.waitWhileStarting(definition.name, seconds: 10)
        guard try await container.adopt() else { return nil }
        containers[definition.name] = container
        return container
    }

    package func keepLayers(_ files: [FilePath]) async throws(StartError) {
        try environment.files.createDirectory(
            environment.configuration.directory, permissions: FilePermissions(rawValue: 0o711))
        try await environment.layers.keep(files)
    }

    package func releaseLayers() async {
        await environment.layers.stopKeeping()
        await environment.releaseSharedParts()
    }

    package func names() async throws(StartError) -> [String] {
        try environment.names()
    }

    package func destroyAll(except kept: Set<String>) async throws(StartError) {
        var problem: StartError?
        for name in try environment.names() where !kept.contains(name) {
            do throws(StartError) {
                let unowned = ContainerDefinition(
                    name: name, identifiers: IdentifierRange(start: IdentifierRange.base), layers: [])
                try await (containers.removeValue(forKey: name) ?? LXCContainer(unowned, environment)).destroy()
            } catch {
                environment.logger.error("Cannot remove the container \(name): \(error.debugText)")
                problem = problem ?? error
            }
        }
        await environment.releaseSharedParts()
        if let problem { throw problem }
    }

    private static func prepare(
        _ definition: ContainerDefinition, layers: [FilePath], _ environment: LXCEnvironment
    ) throws(StartError) {
        let paths = environment.paths(of: definition.name)
        let files = environment.files
        let assembly = RootFileSystem(paths: paths, identifiers: definition.identifiers, files: files)
        try assembly.assemble(layers: layers)
        let owner = definition.identifiers.start
        let root = try ConfinedDirectory(paths.rootFileSystem, owner: owner)
        try assembly.add(ContainerMount(.owned(path: paths.scratch), at: "/media/startos/subcontainers"), to: root)
        for mount in definition.mounts { try assembly.add(mount, to: root) }
        for file in definition.files { try assembly.write(file, to: root) }
        let devices = try DeviceNode.find(definition.devices, files)
        for device in devices { try device.make(in: root, owner: owner) }
        let configuration = try LXCConfigurationFile(
            definition, paths: paths, groups: environment.groups(of: definition.name),
            instance: environment.configuration.instance, devices: devices, appArmor: try .available(files))
        if let network = definition.network {
            let script = try files.open(
                paths.networkScript, .createNew, permissions: FilePermissions(rawValue: 0o700))
            defer { script.close() }
            try script.write(Array(BridgePort(network: network).script.utf8), at: 0)
        }
        // Last: a container without this file is half made.
        let file = try files.open(paths.configuration, .createNew, permissions: .ownerReadWrite)
        defer { file.close() }
        try file.write(Array(configuration.text.utf8), at: 0)
    }

    /// Names become directories, control groups and host names.
    private static func checkName(_ name: String) throws(StartError) {
        let allowed = name.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "-")
        }
        guard allowed, !name.isEmpty, name.utf8.count <= 63, !name.hasPrefix("-") else {
            throw StartError(.invalidIdentifier, "“\(name)” cannot be the name of a container.")
        }
    }
}
