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
    private static let recipe = 2

    /// The moment that everything in an image is dated with, so that two builds agree. Not 0: a password that was
    /// changed on day 0 must be changed at the next login.
    private static let epoch = "86400"

    func build(_ image: DebianImage, _ architecture: String) async throws(StartError) -> FilePath {
        let cached = images.request.cache.appending("\(cacheKey(image, architecture)).squashfs")
        if !images.request.ignoresCache, try images.files.exists(cached) { return cached }

        let tar = images.workDirectory.appending("image-\(id).tar")
        try await bootstrap(image, architecture, tar)
        try images.files.createDirectory(images.request.cache, permissions: .ownerReadWriteExecute)
        let partial = FilePath("\(cached).\(images.workDirectory.lastComponent?.string ?? "").new")
        let squashfs = SquashfsBuilder(files: images.files, processes: images.processes)
        try await squashfs.build(partial, tar: tar)
        try images.files.rename(partial, to: cached)
        return cached
    }

    private func cacheKey(_ image: DebianImage, _ architecture: String) -> String {
        let inputs: JSON = [
            "recipe": JSON(Self.recipe),
            "suite": .string(image.suite),
            "packages": .array(Set(image.packages).sorted().map(JSON.string)),
            "architecture": .string(architecture),
        ]
        return Hexadecimal.encode(Blake3.hash(inputs.bytes).prefix(20))
    }

    private func bootstrap(_ image: DebianImage, _ architecture: String, _ tar: FilePath) async throws(StartError) {
        let names = ["x86_64": "amd64", "aarch64": "arm64", "riscv64": "riscv64"]
        guard let debianName = names[architecture] else {
            throw StartError(.pack, "Image `\(id)`: Debian has no architecture for \(architecture).")
        }
        var arguments = [
            "--variant=essential", "--format=tar", "--quiet", "--architectures=\(debianName)",
            "--include=\(image.packages.joined(separator: ","))", "--aptopt=APT::Install-Recommends \"false\"",
        ]
        arguments += Self.leftOut.map { "--dpkgopt=path-exclude=\($0)" }
        arguments.append("--dpkgopt=path-include=/usr/share/doc/*/copyright")
        arguments += Self.cleaning.map { "--customize-hook=\($0)" }
        arguments += [image.suite, tar.string]
        if let mirror = await mirror() { arguments.append(mirror) }
        let command = Command("mmdebstrap", arguments, environment: ["SOURCE_DATE_EPOCH": Self.epoch])
        do throws(StartError) {
            try await images.processes.output(of: command, or: .pack)
        } catch  where error.code == .notFound {
            throw StartError(.pack, "mmdebstrap is needed for Debian images: install it (apt-get install mmdebstrap).")
        }
    }

    /// What no program in a container reads.
    private static let leftOut = [
        "/usr/share/doc/*", "/usr/share/man/*", "/usr/share/info/*", "/usr/share/locale/*", "/usr/share/lintian/*",
    ]

    private static let cleaning = [
        #"rm -rf "$1"/var/lib/apt/* "$1"/var/cache/* "$1"/var/log/* "$1"/tmp/* "$1"/var/tmp/*"#,
        #"rm -f "$1"/etc/resolv.conf "$1"/etc/hostname; : > "$1"/etc/machine-id"#,
    ]

    /// Where this machine gets its own Debian packages; its sources may be of another suite than the image.
    private func mirror() async -> String? {
        let format = "$(ORIGIN)|$(LABEL)|$(REPO_URI)"
        let command = Command("apt-get", ["indextargets", "--format", format, "Created-By: Packages"])
        guard let result = try? await images.processes.run(command), result.status == 0 else { return nil }
        for line in result.outputText.split(whereSeparator: \.isNewline) {
            let columns = line.split(separator: "|", maxSplits: 2)
            if columns.count == 3, columns[0] == "Debian", columns[1] == "Debian" { return String(columns[2]) }
        }
        return nil
    }
}
