import BinaryEncodings
import Blake3Hash
import Errors
import JSONValues
import PackageArchive
import ServerDocument
import SystemInterface
import SystemPackage

/// Makes a root file system of Debian packages, once for each list of them.
struct DebianImageBuilder {
    let images: ImageBuilder
    let id: String

    /// Part of every cache key: a new number makes every image anew.
    private static let recipe = 3

    /// The moment that everything in an image is dated with, so that two builds agree. Not 0: a password that was
    /// changed on day 0 must be changed at the next login.
    private static let epoch = "86400"

    func build(_ image: DebianImage, _ architecture: String) async throws(StartError) -> FilePath {
        let locked = try images.lock.locked(id, architecture)
        try locked?.check(for: image, id: id)
        let cached = images.request.cache.appending("\(cacheKey(image, architecture, locked)).squashfs")
        let isWanted = images.request.ignoresCache || images.lock.needsBuild
        if !isWanted, try images.files.exists(cached) { return cached }

        let tar = images.workDirectory.appending("image-\(id).tar")
        let given = try await bootstrap(image, architecture, locked, tar)
        try locked?.check(given: given, id: id)
        images.lock.record(given, id, architecture)
        try images.files.createDirectory(images.request.cache, permissions: .ownerReadWriteExecute)
        let partial = FilePath("\(cached).\(images.workDirectory.lastComponent?.string ?? "").new")
        let squashfs = SquashfsBuilder(files: images.files, processes: images.processes)
        try await squashfs.build(partial, tar: tar)
        try images.files.rename(partial, to: cached)
        return cached
    }

    private func cacheKey(_ image: DebianImage, _ architecture: String, _ locked: LockedImage?) -> String {
        let inputs: JSON = [
            "recipe": JSON(Self.recipe),
            "suite": .string(image.suite),
            "snapshot": JSON(image.snapshot),
            "packages": .array(Set(image.packages).sorted().map(JSON.string)),
            "architecture": .string(architecture),
            "locked": .array((locked?.packages ?? []).map(JSON.string)),
        ]
        return Hexadecimal.encode(Blake3.hash(inputs.bytes).prefix(20))
    }

    /// Makes the tar file, and returns what is in it.
    private func bootstrap(
        _ image: DebianImage,
        _ architecture: String,
        _ locked: LockedImage?,
        _ tar: FilePath
    ) async throws(StartError) -> LockedImage {
        let names = ["x86_64": "amd64", "aarch64": "arm64", "riscv64": "riscv64"]
        guard let debianName = names[architecture] else {
            throw StartError(.pack, "Image `\(id)`: Debian has no architecture for \(architecture).")
        }
        let record = images.workDirectory.appending("image-\(id).record")
        let preferences = images.workDirectory.appending("image-\(id).preferences")
        var arguments = [
            "--variant=essential", "--format=tar", "--quiet", "--architectures=\(debianName)",
            "--include=\(image.packages.joined(separator: ","))", "--aptopt=APT::Install-Recommends \"false\"",
        ]
        arguments += Self.leftOut.map { "--dpkgopt=path-exclude=\($0)" }
        arguments.append("--dpkgopt=path-include=/usr/share/doc/*/copyright")
        if let locked {
            try images.files.replaceFile(preferences, with: Array(locked.preferences.utf8))
            arguments.append("--setup-hook=upload \(preferences.quoted) \(Self.preferences)")
        }
        arguments += ["--customize-hook=\(Self.recording)", "--customize-hook=download /tmp/record \(record.quoted)"]
        arguments += Self.cleaning.map { "--customize-hook=\($0)" }
        if image.snapshot != nil { arguments.append("--aptopt=Acquire::Check-Valid-Until \"false\"") }
        arguments += [image.suite, tar.string]
        arguments += await DebianSources(processes: images.processes).sources(of: image)
        let command = Command("mmdebstrap", arguments, environment: ["SOURCE_DATE_EPOCH": Self.epoch])
        do throws(StartError) {
            try await images.processes.output(of: command, or: .pack)
        } catch  where error.code == .notFound {
            throw StartError(.pack, "mmdebstrap is needed for Debian images: install it (apt-get install mmdebstrap).")
        }
        guard let text = try images.files.readText(record) else {
            throw StartError(.pack, "Image `\(id)`: what Debian gave could not be written down.")
        }
        return try LockedImage(image, record: text)
    }

    private static let preferences = "/etc/apt/preferences.d/service-lock"

    /// Writes down what was asked and what is installed, with the hashes that Debian signed.
    private static let recording = #"""
        set -eu
        export APT_CONFIG="$MMDEBSTRAP_APT_CONFIG"
        for index in "$1"/var/lib/apt/lists/*InRelease; do
            name=${index##*/}
            address=$(printf %s "${name%_dists_*}" | tr _ /)
            suite=${name#*_dists_}
            date=$(sed -n 's/^Date: //p' "$index" | head -n 1)
            printf 'source\t%s\t%s\t%s\t%s\n' "$address" "${suite%_InRelease}" "$date" \
                "$(sha256sum "$index" | cut -c 1-64)"
        done > "$1/tmp/record"
        dpkg-query --admindir="$1/var/lib/dpkg" -W -f '${Package}:${Architecture}=${Version}\n' | sed 's/:all=/=/' \
            | xargs apt-cache show | awk -v OFS='\t' '
                /^Package: / { name = $2 } /^Version: / { version = $2 } /^Architecture: / { architecture = $2 }
                /^SHA256: / { digest = $2 }
                /^$/ { if (name != "" && digest != "") print "package", name, version, architecture, digest; name = ""; digest = "" }
                END { if (name != "" && digest != "") print "package", name, version, architecture, digest }' \
            | sort -u >> "$1/tmp/record"
        """#

    /// What no program in a container reads.
    private static let leftOut = [
        "/usr/share/doc/*", "/usr/share/man/*", "/usr/share/info/*", "/usr/share/locale/*", "/usr/share/lintian/*",
    ]

    private static let cleaning = [
        #"rm -rf "$1"/var/lib/apt/* "$1"/var/cache/* "$1"/var/log/* "$1"/tmp/* "$1"/var/tmp/*"#,
        // With a lock and without, the image is the same.
        #"rm -f "$1"/etc/resolv.conf "$1"/etc/hostname "$1"/etc/apt/preferences.d/*; : > "$1"/etc/machine-id"#,
    ]
}
