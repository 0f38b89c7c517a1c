import Containers
import Errors
import Glibc
import LiveSystem
import Logging
import SystemInterface
import SystemPackage

/// Takes away everything a test server left on the machine, however it ended.
struct Remains: Sendable {
    let slot: TestSlot

    private let files = LiveFileSystem()
    private let processes = LiveProcessRunner()

    init(of slot: TestSlot) {
        self.slot = slot
    }

    /// What lines of `MachineState` that belong to the slot contain.
    var marks: [String] {
        ["\(slot.root)/", slot.bridge, slot.link, "startos-\(instance)"]
    }

    /// The file system for the data, where a test wants one.
    var disk: SmallDisk { SmallDisk(image: slot.root.appending("disk.img"), at: slot.data) }

    private var instance: String { LXCEngineConfiguration.instance(for: slot.data) }

    /// Ends daemons, containers and the bridge, then removes the files. Last made, first removed.
    ///
    /// - Throws: `unknown` with what could not be taken away.
    func remove() async throws {
        for line in try await MachineState.now(bearing: ["--data-dir \(slot.data) "]).lines {
            let words = line.split(separator: " ")
            if words.first == "process", words.count > 1, let number = Int32(words[1]) { kill(number, SIGKILL) }
        }
        let engine = LXCEngine(
            LXCEngineConfiguration(directory: slot.data.appending("containers"), instance: instance),
            files: files, processes: processes, time: LiveTimeSource(), logger: Logger(label: "remains"))
        try await engine.destroyAll(except: [])
        let bridge = try ServiceBridge(
            name: slot.bridge, subnet: try subnet(), files: files, processes: processes)
        try await bridge.remove()
        try await disk.unmount()
        if try files.exists(FilePath("/sys/class/net/\(slot.link)")) {
            try await processes.output(of: Command("ip", ["link", "delete", slot.link]), or: .network)
        }
        try files.removeTree(slot.root)
    }

    private func subnet() throws(StartError) -> IPv4Subnet {
        guard let subnet = IPv4Subnet(slot.subnet) else {
            throw StartError(.parseNetworkAddress, "\(slot.subnet) is no network.")
        }
        return subnet
    }
}
