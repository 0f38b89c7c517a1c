import Errors
import LiveSystem
import SystemInterface
import SystemPackage
import TestSupport

/// A package made on the fly, without an image: all it has is JavaScript.
enum TestPackage {
    /// Packs a package with our own command line and returns its bytes.
    ///
    /// - Parameters:
    ///   - initialisation: The body of its `init`.
    ///   - main: The body of its `main`.
    ///   - actions: A JavaScript object: its actions by id, each `{getInput, run}`.
    static func pack(
        _ id: String, initialisation: String = "", main: String = "return { build: async () => ({ term() {} }) }",
        actions: String = "{}", for server: ServerFixture
    ) async throws -> [UInt8] {
        let folder = server.slot.root.appending("packages").appending(id)
        let files = LiveFileSystem()
        let permissions = FilePermissions(rawValue: 0o755)
        try files.createDirectory(folder.appending("javascript"), permissions: permissions)
        for (name, text) in [
            ("icon.svg", #"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>"#),
            ("LICENSE.md", "MIT\n"), ("instructions.md", "For tests.\n"),
            ("javascript/index.js", script(id, initialisation, main, actions)),
        ] {
            try files.replaceFile(folder.appending(name), with: Array(text.utf8))
        }
        let program = try Prerequisites.program("start-cli").string
        let key = folder.appending("key.pem")
        let archive = FilePath("\(folder).s9pk")
        let processes = LiveProcessRunner()
        let home = ["HOME": server.slot.root.string]
        try await processes.output(
            of: Command(program, ["--developer-key-path", key.string, "init-key"], environment: home))
        try await processes.output(
            of: Command(
                program,
                ["s9pk", "pack", folder.string, "--output", archive.string, "--key", key.string, "--no-assets"],
                environment: home))
        return try files.readFile(archive)
    }

    private static func script(_ id: String, _ initialisation: String, _ main: String, _ actions: String) -> String {
        """
        "use strict"
        const manifest = {
          id: "\(id)", version: "1.0.0:0", canMigrateTo: "!", canMigrateFrom: "*", title: "\(id)",
          description: { short: "For tests", long: "For tests" }, releaseNotes: "None", license: "MIT",
          packageRepo: "https://example.com/", upstreamRepo: "https://example.com/", marketingUrl: null,
          donationUrl: null, osVersion: "0.4.0", images: {}, volumes: ["main"], dependencies: {},
          hardwareRequirements: { device: [], ram: null, arch: null },
        }
        const actions = \(actions)
        module.exports = {
          manifest,
          async init({ effects }) { \(initialisation) },
          async uninit() {},
          async main({ effects }) { \(main) },
          async createBackup() {},
          actions: { get: (id) => actions[id] },
        }
        """
    }
}
