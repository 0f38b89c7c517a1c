/// The media types of file extensions as packages use them. Extensions are compared exactly, in lower case.
package enum MediaType {
    private static let byExtension: [String: String] = [
        "apng": "image/apng", "avif": "image/avif", "flif": "image/flif", "gif": "image/gif",
        "jpg": "image/jpeg", "jpeg": "image/jpeg", "jfif": "image/jpeg", "pjpeg": "image/jpeg", "pjp": "image/jpeg",
        "jxl": "image/jxl", "png": "image/png", "svg": "image/svg+xml", "webp": "image/webp",
        "mng": "image/x-mng", "x-mng": "image/x-mng",
        "css": "text/css", "csv": "text/csv", "html": "text/html", "php": "text/php", "xml": "text/xml",
        "plain": "text/plain", "md": "text/plain", "txt": "text/plain", "js": "text/javascript",
        "wasm": "application/wasm",
    ]

    /// The media type of a file with this extension; nil when it is not in the table.
    package static func of(fileExtension: String) -> String? {
        byExtension[fileExtension]
    }

    /// The media type of an image with this extension; nil for anything else.
    package static func ofImage(fileExtension: String) -> String? {
        byExtension[fileExtension].flatMap { $0.hasPrefix("image/") ? $0 : nil }
    }

    /// The extension under which an image of this media type is stored; nil when the type is not in the table.
    package static func imageExtension(of mediaType: String) -> String? {
        switch mediaType {
        case "image/jpeg": "jpg"
        case "image/x-mng": "mng"
        default:
            byExtension.keys.sorted().first { byExtension[$0] == mediaType && mediaType.hasPrefix("image/") }
        }
    }
}
