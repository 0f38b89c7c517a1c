import Errors
import JSONValues
import ServerDocument
import SystemInterface
import SystemPackage

/// Makes a root file system of an OCI image: a layout in the package folder, or an image of a registry.
struct OCIImageBuilder {
    let images: ImageBuilder
    let id: String

    func build(_ image: OCIImage, _ architecture: String) async throws(StartError) -> ImageBuilder.Result {
        let bundle = images.workDirectory.appending("oci-\(id)")
        let layout = try await layout(image, architecture)
        try await run(
            "umoci", ["unpack", "--image", layout, bundle.string],
            "umoci is needed for OCI images: install it (apt-get install umoci).")
        let squashfs = images.workDirectory.appending("image-\(id).squashfs")
        try await SquashfsBuilder(files: images.files, processes: images.processes)
            .build(squashfs, rootFileSystem: bundle.appending("rootfs"))
        return ImageBuilder.Result(squashfs: squashfs, process: try process(image, bundle))
    }

    /// `layout:tag` for umoci.
    private func layout(_ image: OCIImage, _ architecture: String) async throws(StartError) -> String {
        switch image.origin {
        case .layout(let path):
            let folder = images.request.folder.pushing(FilePath(path)).lexicallyNormalized()
            guard let index = try images.files.readText(folder.appending("index.json")) else {
                throw StartError(.notFound, "Image `\(id)`: there is no OCI image layout at \(folder).")
            }
            let manifests = try JSON(parsing: index)["manifests"]?.array ?? []
            let tags = manifests.compactMap { $0["annotations"]?["org.opencontainers.image.ref.name"]?.string }
            guard let tag = tags.first, tags.count == 1 else {
                throw StartError(
                    .pack, "Image `\(id)`: the layout at \(folder) must hold one tag, and holds \(tags.count).")
            }
            return "\(folder):\(tag)"
        case .registry(let reference):
            let folder = images.workDirectory.appending("layout-\(id)")
            let names = ["x86_64": "amd64", "aarch64": "arm64", "riscv64": "riscv64"]
            try await run(
                "skopeo",
                [
                    "--override-os", "linux", "--override-arch", names[architecture] ?? architecture, "copy", "--quiet",
                    "docker://\(reference)", "oci:\(folder):image",
                ],
                "skopeo is needed for images of registries: install it (apt-get install skopeo).")
            return "\(folder):image"
        }
    }

    /// What the image says of its programs, under what the package says.
    private func process(_ image: OCIImage, _ bundle: FilePath) throws(StartError) -> ImageProcess {
        let text = try images.files.readText(bundle.appending("config.json")) ?? ""
        let own = try JSON(parsing: text)["process"] ?? [:]
        var process = image.process
        let names = Set(process.environment.map { $0.prefix { $0 != "=" } })
        let inherited = (own["env"]?.array ?? []).compactMap(\.string).filter { line in
            !names.contains(line.prefix { $0 != "=" }) && !line.hasPrefix("TERM=") && !line.hasPrefix("HOME=")
        }
        process.environment = inherited + process.environment
        if process.user == "root", let user = own["user"]?["uid"]?.integer, user != 0 {
            process.user = "\(user):\(own["user"]?["gid"]?.integer ?? user)"
        }
        if process.workingDirectory == "/" { process.workingDirectory = own["cwd"]?.string ?? "/" }
        process.command = process.command ?? own["args"]?.array?.compactMap(\.string)
        return process
    }

    private func run(_ program: String, _ arguments: [String], _ advice: String) async throws(StartError) {
        do throws(StartError) {
            try await images.processes.output(of: Command(program, arguments), or: .pack)
        } catch  where error.code == .notFound {
            throw StartError(.pack, advice)
        }
    }
}
