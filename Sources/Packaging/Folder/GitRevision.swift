import Errors
import SystemInterface
import SystemPackage

/// The commit that a package folder stands at.
struct GitRevision {
    let processes: any ProcessRunner

    /// The hash of `HEAD`, with `-modified` when tracked files of `folder` differ from it; nil outside of a repository.
    func hash(of folder: FilePath) async -> String? {
        guard let head = await git(folder, ["rev-parse", "HEAD"]), head.status == 0 else { return nil }
        let hash = head.outputText.filter { $0.isHexDigit }
        guard !hash.isEmpty else { return nil }
        let changes = await git(folder, ["diff-index", "--quiet", "HEAD", "--", "."])
        return changes?.status == 0 ? hash : hash + "-modified"
    }

    private func git(_ folder: FilePath, _ arguments: [String]) async -> CommandResult? {
        try? await processes.run(Command("git", ["-C", folder.string] + arguments))
    }
}
