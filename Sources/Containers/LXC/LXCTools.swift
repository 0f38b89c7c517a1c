import Errors
import SystemInterface
import SystemPackage

/// The programs of LXC, for the containers of one directory.
struct LXCTools: Sendable {
    let directory: FilePath
    let processes: any ProcessRunner

    /// Starts a prepared container in the background. Returns when init runs.
    func start(_ name: String, log: FilePath) async throws(StartError) -> CommandResult {
        try await processes.run(
            Command(
                "lxc-start",
                ["-d", "-P", directory.string, "-n", name, "-o", log.string, "-l", "INFO"]
            ))
    }

    /// The process id of init; nil when the container does not run.
    func initProcess(of name: String) async throws(StartError) -> Int32? {
        let result = try await processes.run(
            Command("lxc-info", ["-P", directory.string, "-n", name, "-p", "-H"]))
        let text = result.outputText.split(whereSeparator: \.isWhitespace).first ?? ""
        guard result.status == 0, let process = Int32(text), process > 0 else { return nil }
        return process
    }

    /// Waits while the container is on its way up, as when the daemon was killed during a start.
    func waitWhileStarting(_ name: String, seconds: Int) async throws(StartError) {
        let info = try await processes.run(Command("lxc-info", ["-P", directory.string, "-n", name, "-s", "-H"]))
        guard info.outputText.contains("STARTING") else { return }
        _ = try await processes.run(
            Command("lxc-wait", ["-P", directory.string, "-n", name, "-s", "RUNNING|STOPPED", "-t", "\(seconds)"]))
    }

    func attach(_ name: String, running arguments: [String]) -> Command {
        Command("lxc-attach", ["-P", directory.string, "-n", name, "--clear-env", "--"] + arguments)
    }
}
