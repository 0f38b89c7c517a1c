package import Errors
package import SystemInterface
package import SystemPackage

/// Makes containers and finds those that outlived the daemon. `LXCEngine` is the real one.
package protocol ContainerEngine: Sendable {
    /// Prepares a container: a fresh root file system, every mount, every file. Nothing runs yet.
    ///
    /// What an earlier attempt left under this name, running or half made, is destroyed first.
    func create(_ definition: ContainerDefinition) async throws(StartError) -> any Container

    /// The container of this name if it runs already, as after a restart of the daemon; else nil.
    func adopt(_ definition: ContainerDefinition) async throws(StartError) -> (any Container)?

    /// The names of all containers there are traces of, running or not.
    func names() async throws(StartError) -> [String]

    /// Keeps these layers ready until `releaseLayers()`, also while no container uses them: what the kernel has read of
    /// them stays in memory, and the first container is as fast as the next.
    func keepLayers(_ files: [FilePath]) async throws(StartError)

    /// Takes the layers away that no container uses.
    func releaseLayers() async

    /// Ends and removes every container whose name is not in `kept`: what nobody owns. Goes on after a failure and
    /// throws the first one at the end.
    func destroyAll(except kept: Set<String>) async throws(StartError)
}

/// One container. Calls may come in any order and repeat; an owner should not run two of them at the same time.
package protocol Container: AnyObject, Sendable {
    var name: String { get }

    /// Where the root file system stands on the host. Writable by the container: open what is below it with
    /// `ConfinedDirectory` only.
    var rootFileSystem: FilePath { get }

    /// Runs the init program; returns when it runs. Does nothing when it runs already.
    ///
    /// - Throws: `container` with the last words of the container when it did not come up.
    func start() async throws(StartError)

    var state: ContainerState { get async }

    /// Returns when nothing of the container runs any more: at once when nothing does.
    ///
    /// - Throws: `cancelled` only.
    func waitForEnd() async throws(StartError) -> ContainerEnd

    /// Asks init to end (SIGTERM), and kills everything after `timeout`. Returns when nothing runs.
    func stop(timeout: Duration) async throws(StartError)

    /// Adds a mount, to a running container too. What is mounted at the target already is unmounted first.
    func mount(_ mount: ContainerMount) async throws(StartError)

    /// Takes away what is mounted at `target`; no error when nothing is.
    func unmount(_ target: String) async throws(StartError)

    /// Sets other limits at once, while the container runs. Does nothing when it does not.
    ///
    /// - Throws: `container` when the kernel refuses one.
    func limit(to limits: ContainerLimits) async throws(StartError)

    /// A signal whenever the memory of a running container runs short, just before the kernel ends one of its processes
    /// for that, and at times for less: `memoryKills()` tells.
    func memoryShortages() async throws(StartError) -> AsyncStream<Void>

    /// How many processes the kernel ended since the start for want of memory; nil when that is not known.
    func memoryKills() async -> Int?

    /// What the container uses at this moment; nil when it does not run.
    func usage() async -> ContainerUsage?

    /// The command that runs `arguments` inside the running container as its root, with its environment cleared.
    func command(running arguments: [String]) -> Command

    /// Kills what runs, unmounts everything and removes all files made for the container. Volumes and other bound
    /// directories stay.
    func destroy() async throws(StartError)
}

/// Whether a container runs.
package enum ContainerState: Hashable, Sendable {
    /// Made, never started or adopted.
    case prepared
    case running(process: Int32)
    case ended(ContainerEnd)
    case destroyed
}

/// How init ended.
package struct ContainerEnd: Hashable, Sendable {
    /// The exit status of init, 128 + n when signal n ended it; nil where the kernel does not tell (before 6.15).
    package let status: Int?

    package init(status: Int?) {
        self.status = status
    }
}

/// What a container uses.
package struct ContainerUsage: Hashable, Sendable {
    /// Memory in bytes, page cache included.
    package let memory: Int64
    /// The part of `memory` that the kernel would give up at once: files that were read and are not used.
    package let cache: Int64
    /// Processor time since the start.
    package let processorTime: Duration
    package let processes: Int

    package init(memory: Int64, cache: Int64 = 0, processorTime: Duration, processes: Int) {
        self.memory = memory
        self.cache = cache
        self.processorTime = processorTime
        self.processes = processes
    }
}
