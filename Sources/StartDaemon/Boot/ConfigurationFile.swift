import Errors
import SystemInterface
import SystemPackage

/// The daemon's configuration file: one option per line as on the command line, but without the dashes.
///
/// ```
/// # where the page is served
/// listen 0.0.0.0:443
/// ```
enum ConfigurationFile {
    private static let option = "--config"

    /// `arguments` with `--config FILE` replaced by what the file says. What else is on the command line comes later
    /// and so overrides it.
    static func expand(_ arguments: [String], files: any FileSystem) throws(StartError) -> [String] {
        var rest: [String] = []
        var path: String?
        var index = 0
        while index < arguments.count {
            let argument = arguments[index]
            if argument == option, index + 1 < arguments.count {
                index += 1
                path = arguments[index]
            } else if argument.hasPrefix(option + "=") {
                path = String(argument.dropFirst(option.count + 1))
            } else {
                rest.append(argument)
            }
            index += 1
        }
        guard let path else { return arguments }
        guard let text = try files.readText(FilePath(path)) else {
            throw StartError(.notFound, "There is no configuration file \(path).")
        }
        let subcommand = rest.first.map { !$0.hasPrefix("-") } ?? false ? 1 : 0
        rest.insert(contentsOf: try Self.arguments(text, path: path), at: subcommand)
        return rest
    }

    /// The options that `text` holds, as arguments.
    private static func arguments(_ text: String, path: String) throws(StartError) -> [String] {
        var result: [String] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.split(maxSplits: 1, whereSeparator: \.isWhitespace)
            guard let name = words.first, !name.hasPrefix("#") else { continue }
            guard !name.hasPrefix("-"), !name.contains("=") else {
                throw StartError(
                    .deserialization,
                    "\(path), line \(number + 1): an option stands there as `name value`, without dashes and `=`.")
            }
            guard name != "config" else {
                throw StartError(.deserialization, "\(path), line \(number + 1): a file cannot name another one.")
            }
            result.append("--\(name)")
            if words.count > 1 { result.append(trimmed(words[1])) }
        }
        return result
    }

    private static func trimmed(_ text: Substring) -> String {
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[first...last])
    }
}
