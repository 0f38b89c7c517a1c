import Errors
import SystemInterface
import SystemPackage

/// Makes squashfs files that depend on nothing but their content.
struct SquashfsBuilder {
    let files: any FileSystem
    let processes: any ProcessRunner

    private static let flags = ["-all-time", "0", "-mkfs-time", "0", "-comp", "zstd", "-no-progress", "-quiet"]

    /// Packs a directory; everything in it will belong to root.
    func build(_ output: FilePath, directory: FilePath) async throws(StartError) {
        let arguments = [directory.string, output.string, "-noappend", "-all-root", "-no-xattrs"] + Self.flags
        try await run(Command("mksquashfs", arguments), output)
    }

    /// Packs a tar file, compressed or not; owners and extended attributes are those in it.
    func build(_ output: FilePath, tar: FilePath) async throws(StartError) {
        let reader =
            switch tar.extension {
            case "gz", "tgz": "gzip -dc"
            case "xz", "txz": "xz -dc"
            case "zst": "zstd -qdc"
            case "bz2": "bzip2 -dc"
            default: "cat"
            }
        // sqfstar appends to nothing, but refuses an existing file.
        try files.remove(output)
        let script =
            "set -e; \(reader) < \"$1\" > \"$2.tar\"; shift; output=$1; shift; "
            + "sqfstar \"$@\" \"$output\" < \"$output.tar\"; rm -f \"$output.tar\""
        let arguments = ["-c", script, "sh", tar.string, output.string] + Self.flags
        try await run(Command("sh", arguments), output)
    }

    private func run(_ command: Command, _ output: FilePath) async throws(StartError) {
        do throws(StartError) {
            try await processes.output(of: command, or: .pack)
        } catch  where error.code == .notFound {
            throw StartError(.pack, "mksquashfs is needed: install it (apt-get install squashfs-tools).")
        }
        guard try files.exists(output) else {
            throw StartError(.pack, "mksquashfs made no \(output).")
        }
    }
}
