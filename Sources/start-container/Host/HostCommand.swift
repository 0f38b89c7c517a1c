/// The subcommands that are one call to the host.
struct HostCommand {
    private let method: String
    private var parameters = "{}"

    init(name: String, _ arguments: inout Arguments) throws(Failure) {
        method = name
        switch name {
        case "rebuild", "restart", "shutdown", "get-status", "get-dependencies", "check-dependencies",
            "get-data-version", "get-os-ip", "get-installed-packages":
            break
        case "set-main-status":
            let status = arguments.next() ?? ""
            guard status == "running" || status == "stopped" else {
                throw Failure(.invalidRequest, "invalid command line", "set-main-status takes 'running' or 'stopped'")
            }
            parameters = "{\"status\":\(quoted(status))}"
        case "set-data-version":
            guard let version = arguments.next() else {
                throw Failure(.invalidRequest, "invalid command line", "set-data-version takes a version")
            }
            parameters = "{\"version\":\(quoted(version))}"
        default:
            throw Failure(.invalidRequest, "unknown command", "'\(name)'; see start-container --help")
        }
        try arguments.rejectRemainder()
    }

    /// Prints the result: a string bare, anything else but null as JSON.
    func run(_ connection: HostConnection) throws(Failure) -> Int32 {
        let result = try connection.call(method, parameters: parameters)
        if result.text != "null" { printLine(result.string ?? result.text) }
        return 0
    }
}
