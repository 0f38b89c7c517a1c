package import Errors
import NIOCore
package import SystemInterface
package import SystemPackage

/// The files of the web page, read once and served from memory.
///
/// A path is looked up, never opened: there is nothing to traverse. `a.js.br` and `a.js.gz` beside `a.js` are its
/// compressed forms.
package struct StaticSite: Sendable {
    struct File: Sendable {
        var content: ByteBuffer
        var brotli: ByteBuffer?
        var gzip: ByteBuffer?
        let type: String
        /// Quoted, as it stands in the header.
        let tag: String
        /// Whether the name changes with the content, so that a browser may keep it for good.
        let isImmutable: Bool
    }

    /// By path with a leading slash.
    private(set) var files: [String: File] = [:]

    /// A site without a single file.
    package init() {}

    /// Reads all files below `directory`; hidden ones are left out.
    ///
    /// - Throws: `notFound` when there is no such directory, `filesystem`.
    package init(readingFrom directory: FilePath, of fileSystem: any FileSystem) throws(StartError) {
        try add(directory, at: "", fileSystem, depth: 0)
        for (path, file) in files {
            for (suffix, encoding) in [(".br", \File.brotli), (".gz", \File.gzip)] where path.hasSuffix(suffix) {
                let original = String(path.dropLast(suffix.count))
                if files[original] != nil {
                    files[original]?[keyPath: encoding] = file.content
                    files[path] = nil
                }
            }
        }
    }

    private mutating func add(
        _ directory: FilePath, at prefix: String, _ fileSystem: any FileSystem, depth: Int
    ) throws(StartError) {
        guard depth < 16 else { return }
        for name in try fileSystem.list(directory) where !name.hasPrefix(".") {
            let path = directory.appending(name)
            switch try fileSystem.status(of: path)?.kind {
            case .directory: try add(path, at: "\(prefix)/\(name)", fileSystem, depth: depth + 1)
            case .file: add(try fileSystem.readFile(path), at: "\(prefix)/\(name)")
            default: break
            }
        }
    }

    /// Adds a file at `path` (`/index.html`).
    package mutating func add(_ bytes: [UInt8], at path: String) {
        files[path] = File(
            content: ByteBuffer(bytes: bytes), type: Self.type(of: path), tag: Self.tag(of: bytes),
            isImmutable: Self.isNamedByContent(path))
    }

    /// The file at `path`; the page itself for a path that is none, since its routes live in the browser.
    func file(at path: String) -> File? {
        files[path] ?? files["/index.html"]
    }

    /// FNV-1a of the content with its length: tells versions of one file apart, nothing more.
    private static func tag(of bytes: [UInt8]) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return "\"\(String(hash, radix: 16))-\(String(bytes.count, radix: 16))\""
    }

    /// Whether the name ends in a hash as bundlers write it: `app-3F2KQ7ZL.js`, `style.5d41402abc4b2a76.css`.
    static func isNamedByContent(_ path: String) -> Bool {
        let name = path.split(separator: "/").last ?? ""
        let stem = name.split(separator: ".").dropLast().joined(separator: ".")
        guard let mark = stem.lastIndex(where: { $0 == "-" || $0 == "." }) else { return false }
        let hash = stem[stem.index(after: mark)...].utf8
        guard hash.count >= 8 else { return false }
        let isUpper = hash.allSatisfy { 65...90 ~= $0 || 48...57 ~= $0 }
        let isHexadecimal = hash.allSatisfy { 97...102 ~= $0 || 48...57 ~= $0 }
        return isUpper || (isHexadecimal && hash.contains { 48...57 ~= $0 })
    }

    private static func type(of path: String) -> String {
        let name = path.split(separator: "/").last ?? ""
        let known = [
            "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8",
            "mjs": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8", "json": "application/json",
            "map": "application/json", "svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg",
            "jpeg": "image/jpeg", "webp": "image/webp", "ico": "image/x-icon", "woff2": "font/woff2",
            "woff": "font/woff", "ttf": "font/ttf", "txt": "text/plain; charset=utf-8",
            "webmanifest": "application/manifest+json", "wasm": "application/wasm",
        ]
        return known[name.split(separator: ".").last.map(String.init)?.lowercased() ?? ""] ?? "application/octet-stream"
    }
}
