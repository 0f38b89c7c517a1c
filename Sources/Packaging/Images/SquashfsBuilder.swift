import Errors
import SystemInterface
import SystemPackage

/// Makes squashfs files that depend on nothing but their content.
struct SquashfsBuilder {
    let files: any FileSystem
    let processes: any ProcessRunner

    /// The root is made enterable for every user, whatever the directory or the tar file says of it. Everything that
    /// could be another the next time is given: times, the compressor and its level, the order of the writing.
    private static let flags = [
        "-noappend", "-root-mode", "755", "-all-time", "0", "-mkfs-time", "0", "-comp", "zstd",
        "-Xcompression-level", "15", "-b", "131072", "-reproducible", "-no-progress", "-quiet",
    ]

    /// Packs a directory; everything in it will belong to root. All may read everything, and execute what the owner
    /// may, whatever the umask of whoever wrote or checked it out.
    ///
    /// - Parameter isRootFileSystem: Whether more permissions matter: those of `/tmp`, programs that change the user.
    func build(_ output: FilePath, directory: FilePath, isRootFileSystem: Bool = false) async throws(StartError) {
        let modes = ["-action", isRootFileSystem ? "chmod(a+rX)@true" : "chmod(u=rwX,go=rX)@true"]
        let arguments = [directory.string, output.string, "-all-root", "-no-xattrs"]
        try await run(Command("mksquashfs", arguments + Self.flags + modes), output)
    }

    /// Packs a directory with the owners, permissions and extended attributes that it has.
    func build(_ output: FilePath, rootFileSystem: FilePath) async throws(StartError) {
        try await run(Command("mksquashfs", [rootFileSystem.string, output.string] + Self.flags), output)
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
        // A file in between, so that a damaged archive fails here: the end of a pipe looks like the end of the tar.
        let script = """
            set -e
            input=$1 output=$2
            shift 2
            trap 'rm -f "$output.tar"' EXIT
            \(reader) < "$input" > "$output.tar"
            mksquashfs - "$output" -tar "$@" < "$output.tar"
            """
        try await run(Command("sh", ["-c", script, "sh", tar.string, output.string] + Self.flags), output)
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
