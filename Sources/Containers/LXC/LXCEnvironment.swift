import Errors
import Logging
import SystemInterface
import SystemPackage

/// What all containers of an engine share.
struct LXCEnvironment: Sendable {
    let configuration: LXCEngineConfiguration
    let files: any FileSystem
    let processes: any ProcessRunner
    let time: any TimeSource
    let logger: Logger
    let layers: LayerStore

    var tools: LXCTools { LXCTools(directory: configuration.directory, processes: processes) }

    func paths(of name: String) -> ContainerPaths {
        ContainerPaths(name, in: configuration.directory)
    }

    func groups(of name: String) -> ControlGroups {
        ControlGroups(name, below: configuration.controlGroup)
    }

    /// The names of all containers there are traces of.
    func names() throws(StartError) -> [String] {
        guard try files.exists(configuration.directory) else { return [] }
        return try files.list(configuration.directory).filter { !$0.hasPrefix(".") }
    }

    /// Gives back what containers share when there are none.
    func releaseSharedParts() async {
        do throws(StartError) {
            guard try names().isEmpty else { return }
            try await layers.release()
            try ControlGroups.removeParents(configuration.controlGroup, files)
        } catch {
            logger.warning("Something is left of the containers: \(error.debugText)")
        }
    }
}

/// Mounts and releases the shared layers, one caller at a time.
actor LayerStore {
    private let layers: SharedLayers
    /// Containers that have been promised the layers but may have no directory yet.
    private var users = 0
    /// Whether they stay although nobody uses them.
    private var isKeeping = false

    init(_ layers: SharedLayers) {
        self.layers = layers
    }

    func use<Result: Sendable>(
        _ files: [FilePath], _ body: @Sendable ([FilePath]) async throws(StartError) -> Result
    ) async throws(StartError) -> Result {
        users += 1
        defer { users -= 1 }
        return try await body(try layers.mount(files, alone: users == 1 && !isKeeping))
    }

    func keep(_ files: [FilePath]) throws(StartError) {
        _ = try layers.mount(files, alone: users == 0)
        isKeeping = true
    }

    func stopKeeping() {
        isKeeping = false
    }

    func release() throws(StartError) {
        if users == 0, !isKeeping { try layers.release() }
    }
}
