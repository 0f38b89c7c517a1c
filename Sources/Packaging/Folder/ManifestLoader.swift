import Errors
import ExtendedVersions
import JSONValues
import ServerDocument
import SystemInterface
import SystemPackage

/// Gets the manifest out of a package's program.
struct ManifestLoader {
    let processes: any ProcessRunner

    /// Whatever the package prints while it loads goes to standard error, so that only the manifest is left.
    private static let script = """
        console.log = console.info = console.debug = console.error
        import(require("node:url").pathToFileURL(process.argv[1]).href).then((module) => {
          const manifest = module.manifest ?? module.default?.manifest
          const text = manifest === undefined ? "" : JSON.stringify(manifest)
          process.stdout.write(text, () => process.exit(0))
        }).catch((error) => { console.error(error); process.exit(1) })
        """

    /// Loads `index.js` of `directory` and reads its export `manifest`.
    ///
    /// - Throws: `javascript` when it cannot be loaded, `deserialization` naming a wrong field.
    func manifest(in directory: FilePath) async throws(StartError) -> Manifest {
        let program = directory.appending("index.js")
        let options = ["--no-warnings", "--experimental-detect-module", "--input-type=commonjs"]
        let command = Command("node", options + ["-e", Self.script, program.string])
        let result: CommandResult
        do throws(StartError) {
            result = try await processes.run(command)
        } catch  where error.code == .notFound {
            throw StartError(.pack, "Node.js is needed to read the manifest: install it (apt-get install nodejs).")
        }
        guard result.status == 0 else {
            throw StartError(.javascript, "\(program) cannot be loaded: \(result.errorText.suffix(2000))")
        }
        guard !result.output.isEmpty else {
            throw StartError(.javascript, "\(program) does not export `manifest`.")
        }
        // Whoever packs can still put right what readers would have to pass over.
        return try Manifest(json: JSON(parsing: result.output), tail: .refused)
    }
}
