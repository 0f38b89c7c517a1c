import Errors
import PackageArchive
import SystemInterface
import SystemPackage

/// The parts of a package as they stand in its folder.
struct PackageFolder {
    let javascript: FilePath
    let icon: FilePath
    let license: FilePath
    let instructions: FilePath
    let assets: FilePath?

    /// Finds every part.
    ///
    /// - Throws: `notFound` or `invalidRequest` naming the part that is missing or there twice.
    init(_ request: PackRequest, files: any FileSystem) throws(StartError) {
        let folder = request.folder
        guard try files.status(of: folder)?.kind == .directory else {
            throw StartError(.notFound, "There is no package folder at \(folder).")
        }
        javascript = request.javascript ?? folder.appending("javascript")
        guard try files.exists(javascript.appending("index.js")) else {
            throw StartError(
                .notFound,
                "\(folder) holds neither service.yaml, which describes a service, nor \(javascript)/index.js, a program for it."
            )
        }
        icon = try Self.single("icon", request.icon, in: folder, files)
        guard let suffix = icon.extension, MediaType.ofImage(fileExtension: suffix) != nil else {
            throw StartError(
                .invalidRequest, "The icon \(icon) must be an image such as icon.svg, icon.png or icon.webp.")
        }
        license = try Self.single("license", request.license, in: folder, files)
        instructions = request.instructions ?? folder.appending("instructions.md")
        for part in [icon, license, instructions] {
            guard try files.exists(part) else { throw StartError(.notFound, "\(part) is missing.") }
        }
        let standard = folder.appending("assets")
        if request.leavesOutAssets {
            assets = nil
        } else if let given = request.assets {
            guard try files.exists(given) else { throw StartError(.notFound, "\(given) is missing.") }
            assets = given
        } else {
            assets = try files.exists(standard) ? standard : nil
        }
    }

    /// `given`, else the one file of `folder` whose name without extension is `stem`, in any case.
    private static func single(
        _ stem: String,
        _ given: FilePath?,
        in folder: FilePath,
        _ files: any FileSystem
    ) throws(StartError) -> FilePath {
        if let given { return given }
        let names = try files.list(folder).filter { FilePath($0).stem?.lowercased() == stem }
        guard let name = names.first else {
            let example = stem == "icon" ? "icon.svg" : "LICENSE.md"
            throw StartError(.notFound, "\(folder) holds no \(stem) file, such as \(example).")
        }
        guard names.count == 1 else {
            throw StartError(
                .invalidRequest,
                "\(folder) holds several \(stem) files (\(names.joined(separator: ", "))). Keep one, or name one with "
                    + "--\(stem)."
            )
        }
        return folder.appending(name)
    }
}
