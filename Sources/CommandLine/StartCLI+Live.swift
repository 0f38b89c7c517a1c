import Glibc
import LiveSystem

extension StartCLI {
    /// Runs a command on this machine, with the console and environment of this process.
    package static func run(_ arguments: [String]) async -> Int32 {
        // A reader that goes away (`start-cli … | head`) is no reason to die.
        signal(SIGPIPE, SIG_IGN)
        return await run(arguments, in: liveContext())
    }

    private static func liveContext() -> CommandContext {
        CommandContext(
            files: LiveFileSystem(),
            processes: LiveProcessRunner(),
            time: LiveTimeSource(),
            random: LiveRandomSource(),
            environment: environmentVariables(),
            workingDirectory: workingDirectory(),
            console: .live()
        )
    }

    private static func environmentVariables() -> [String: String] {
        var variables: [String: String] = [:]
        var pointer = environ
        while let entry = pointer.pointee {
            let text = String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            pointer += 1
        }
        return variables
    }

    private static func workingDirectory() -> String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }
}
