import SystemPackage

extension CommandContext {
    /// Where the daemon of this machine leaves its address and its local cookie.
    var runtimeDirectory: FilePath {
        FilePath(environment["STARTOS_RUNTIME_DIR"] ?? "/run/startos")
    }

    /// `name` below `~/.startos`, or `/etc/startos` where there is no home.
    func personalFile(_ name: String) -> FilePath {
        let home = environment["HOME"] ?? ""
        return FilePath(home.isEmpty ? "/etc/startos" : "\(home)/.startos").appending(name)
    }

    /// A path as the user wrote it, from the working directory on.
    func path(_ text: String) -> FilePath {
        FilePath(workingDirectory).pushing(FilePath(text)).lexicallyNormalized()
    }
}
