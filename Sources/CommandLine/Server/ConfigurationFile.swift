import Errors
import JSONValues
import SystemInterface
import SystemPackage

/// What configuration files say; the first file that sets a value wins.
struct ConfigurationFile {
    var host: String?
    var cookiePath: String?
    var developerKeyPath: String?
    var rootCA: [String] = []
    var insecure = false

    /// The file named on the command line, then `~/.startos/config.yaml`, then `/etc/startos/config.yaml`.
    static func load(explicit: String?, _ context: CommandContext) throws(StartError) -> ConfigurationFile {
        var result = ConfigurationFile()
        var paths = [context.personalFile("config.yaml"), FilePath("/etc/startos/config.yaml")]
        if let explicit { paths.insert(context.path(explicit), at: 0) }
        for path in paths {
            guard let text = try context.files.readText(path) else { continue }
            try result.merge(text, path)
        }
        return result
    }

    private mutating func merge(_ text: String, _ path: FilePath) throws(StartError) {
        let values = try Self.values(text, path)
        host = host ?? values["host"]?.last
        cookiePath = cookiePath ?? values["cookie-path"]?.last
        developerKeyPath = developerKeyPath ?? values["developer-key-path"]?.last
        rootCA += values["root-ca"] ?? []
        insecure = insecure || values["insecure"]?.last == "true"
    }

    /// The values by key of a JSON object, or of YAML lines `key: value` with lists of `- value`.
    static func values(_ text: String, _ path: FilePath) throws(StartError) -> [String: [String]] {
        if text.contains("{"), let object = try JSON(parsing: text).object {
            var values: [String: [String]] = [:]
            for (key, value) in object {
                values[key] = (value.array ?? [value]).map { $0.string ?? $0.text }
            }
            return values
        }
        var values: [String: [String]] = [:]
        var key = ""
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let content = trimmed(line)
            if content.isEmpty || content.hasPrefix("#") { continue }
            if content.hasPrefix("- "), !key.isEmpty {
                values[key, default: []].append(unquoted(content.dropFirst(2)))
            } else if let colon = content.firstIndex(of: ":") {
                key = String(content[..<colon])
                let value = trimmed(content[content.index(after: colon)...])
                if !value.isEmpty { values[key] = [unquoted(value)] }
            } else {
                throw StartError(.deserialization, "\(path), line \(index + 1): `key: value` is expected.")
            }
        }
        return values
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.trimmingPrefix(while: \.isWhitespace)
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return start[...end]
    }

    private static func unquoted(_ text: Substring) -> String {
        let text = trimmed(text)
        guard text.count >= 2, let quote = text.first, quote == text.last, quote == "\"" || quote == "'" else {
            return String(text)
        }
        return String(text.dropFirst().dropLast())
    }
}
