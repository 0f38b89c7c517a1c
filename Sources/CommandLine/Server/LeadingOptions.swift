/// The short forms of server options that are only theirs in front of the subcommand.
///
/// `-c` is the configuration file there and a cursor after `logs`; so the long name is put in its place.
enum LeadingOptions {
    private static let long = ["-c": "--config", "-V": "--version"]
    private static let takingValue: Set = [
        "-H", "--host", "-c", "--config", "--cookie-path", "--developer-key-path", "--root-ca",
    ]

    static func normalized(_ arguments: [String]) -> [String] {
        var result: [String] = []
        var rest = arguments[...]
        while let argument = rest.first, argument.hasPrefix("-"), argument != "--" {
            rest.removeFirst()
            result.append(long[argument] ?? argument)
            if takingValue.contains(argument), let value = rest.popFirst() {
                result.append(value)
            }
        }
        return result + rest
    }
}
