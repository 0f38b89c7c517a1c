import Errors
import ServerDocument
import SystemInterface

/// Where Debian's packages come from.
struct DebianSources {
    let processes: any ProcessRunner

    /// What mmdebstrap is given after the name of the tar file: nothing for its own choice.
    func sources(of image: DebianImage) async throws(StartError) -> [String] {
        if let snapshot = image.snapshot { return ["https://snapshot.debian.org/archive/debian/\(snapshot)/"] }
        return await mirror().map { [$0] } ?? []
    }

    /// Where this machine gets its own Debian packages; its sources may be of another suite than the image.
    private func mirror() async -> String? {
        let format = "$(ORIGIN)|$(LABEL)|$(REPO_URI)"
        let command = Command("apt-get", ["indextargets", "--format", format, "Created-By: Packages"])
        guard let result = try? await processes.run(command), result.status == 0 else { return nil }
        for line in result.outputText.split(whereSeparator: \.isNewline) {
            let columns = line.split(separator: "|", maxSplits: 2)
            if columns.count == 3, columns[0] == "Debian", columns[1] == "Debian" { return String(columns[2]) }
        }
        return nil
    }
}
