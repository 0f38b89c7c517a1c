import Errors
import JSONValues
import ServerDocument
import ServiceDescriptions
import SystemInterface
import SystemPackage

/// A package folder with `service.yaml` in place of a program: the program is the interpreter, the description beside it.
struct DescribedService {
    private let description: ServiceDescription

    /// Reads the description of `request`'s folder; nil when the folder holds a program instead.
    ///
    /// - Throws: `pack` with all mistakes of the description; `invalidRequest` when the folder holds both.
    static func load(_ request: PackRequest, files: any FileSystem) throws(StartError) -> DescribedService? {
        let path = request.folder.appending(ServiceDescription.fileName)
        guard request.javascript == nil, let text = try files.readText(path) else { return nil }
        guard try !files.exists(request.folder.appending("javascript/index.js")) else {
            throw StartError(
                .invalidRequest,
                "\(request.folder) holds \(ServiceDescription.fileName) and javascript/index.js. Keep one of them.")
        }
        return DescribedService(description: try ServiceDescription(parsing: text, file: path.string))
    }

    /// The manifest as the description says it.
    func manifest() throws(StartError) -> Manifest {
        try Manifest(json: description.manifest)
    }

    /// The parts that the description names, where the request names none.
    func complete(_ request: inout PackRequest) {
        func path(_ part: String) -> FilePath? {
            description.path(of: part).map { request.folder.pushing(FilePath($0)) }
        }
        request.icon = request.icon ?? path("icon")
        request.instructions = request.instructions ?? path("instructions")
        request.assets = request.assets ?? path("assets")
    }

    /// Writes the JavaScript of the package into `directory`.
    func writeProgram(to directory: FilePath, files: any FileSystem) throws(StartError) {
        try files.createDirectory(directory, permissions: .ownerReadWriteExecute)
        try files.replaceFile(directory.appending("index.js"), with: PackageResources.service_interpreter_js)
        try files.replaceFile(directory.appending("service.json"), with: description.program.bytes)
    }
}
