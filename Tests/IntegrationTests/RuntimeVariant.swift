import Errors
import LiveSystem
import SystemInterface
import SystemPackage
import TestSupport

/// The files that another version of the server would come with: the built ones with another runtime for containers.
struct RuntimeVariant {
    /// For `--resources`.
    let resources: FilePath

    /// - Parameters:
    ///   - name: Makes its identity, which is not that of the built one.
    ///   - change: What is different in the script of the runtime.
    static func make(
        _ name: String, for server: ServerFixture, _ change: (String) -> String = { $0 + "\n" }
    ) async throws -> RuntimeVariant {
        let files = LiveFileSystem()
        let processes = LiveProcessRunner()
        let built = Prerequisites.prefix.appending("share/startos")
        let directory = server.slot.root.appending("resources-\(name)")
        try files.createDirectory(directory, permissions: FilePermissions(rawValue: 0o755))
        for name in ["container-base.squashfs", "web"] {
            try files.createSymbolicLink(directory.appending(name), target: built.appending(name))
        }
        let checkout = Prerequisites.checkout
        let script = String(
            decoding: try files.readFile(checkout.appending("container-runtime/dist/index.js")), as: UTF8.self)
        let changed = change(script)
        guard changed != script else { throw StartError(.notFound, "There is nothing to change for \(name).") }
        let source = directory.appending("index.js")
        try files.replaceFile(source, with: Array(changed.utf8))
        let layer = directory.appending("container-runtime.squashfs")
        try await processes.output(
            of: Command(
                checkout.appending("image/container/build-runtime").string,
                [layer.string, try Prerequisites.program("start-container").string, source.string, name]))
        try files.replaceFile(directory.appending("container-runtime.sha256"), with: Array("\(name)\n".utf8))
        return RuntimeVariant(resources: directory)
    }
}
