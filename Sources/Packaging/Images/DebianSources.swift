import ServerDocument
import SystemInterface

/// Where Debian's packages come from.
struct DebianSources {
    let processes: any ProcessRunner

    /// What mmdebstrap is given after the name of the tar file.
    func sources(of image: DebianImage) async -> [String] {
        if let snapshot = image.snapshot { return ["https://snapshot.debian.org/archive/debian/\(snapshot)/"] }
        let format = "$(LABEL)|$(REPO_URI)"
        let command = Command("apt-get", ["indextargets", "--format", format, "Created-By: Packages"])
        guard let result = try? await processes.run(command), result.status == 0 else { return [] }
        return Self.sources(of: image.suite, targets: result.outputText)
    }

    /// The sources of a suite at the mirror that this machine uses, with updates and security as far as the machine has
    /// them. None where the machine has none of Debian's: mmdebstrap chooses then.
    ///
    /// - Parameter targets: A line for each source of the machine, of whatever suite: `label|address`.
    static func sources(of suite: String, targets: String) -> [String] {
        var addresses: [Substring: Substring] = [:]
        for line in targets.split(whereSeparator: \.isNewline) {
            let columns = line.split(separator: "|", maxSplits: 1)
            if columns.count == 2, addresses[columns[0]] == nil { addresses[columns[0]] = columns[1] }
        }
        guard let mirror = addresses["Debian"] else { return [] }
        let own = ["deb \(mirror) \(suite) main"]
        // These change every day and have no suites beside them.
        guard !["sid", "unstable", "testing", "experimental"].contains(suite) else { return own }
        let security = addresses["Debian-Security"].map { ["deb \($0) \(suite)-security main"] } ?? []
        return own + ["deb \(mirror) \(suite)-updates main"] + security
    }
}
