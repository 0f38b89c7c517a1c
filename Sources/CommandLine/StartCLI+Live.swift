@preconcurrency import Dispatch
import Glibc
import LiveSystem

extension StartCLI {
    /// Runs a command on this machine, with the console and environment of this process.
    package static func run(_ arguments: [String]) async -> Int32 {
        // A connection that the server closes while we write is an error of that call; for standard output see `Console`.
        signal(SIGPIPE, SIG_IGN)
        return await run(arguments, in: liveContext())
    }

    private static func liveContext() -> CommandContext {
        let environment = environmentVariables()
        return CommandContext(
            files: LiveFileSystem(),
            processes: LiveProcessRunner(),
            time: LiveTimeSource(),
            random: LiveRandomSource(),
            environment: environment,
            workingDirectory: workingDirectory(),
            console: .live(environment: environment),
            interruptions: interruptions
        )
    }

    /// Ctrl-C, for as long as the stream lives; without one it ends the process at once.
    @Sendable private static func interruptions() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        // On Linux the source takes the signal's default action away; ignoring it would take it from the source, too.
        let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
        source.setEventHandler { continuation.yield() }
        continuation.onTermination = { _ in source.cancel() }
        source.activate()
        return stream
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
