import Errors
package import SystemInterface

/// The machine as a command sees it: everything a command may touch comes from here.
package struct CommandContext: Sendable {
    package var files: any FileSystem
    package var processes: any ProcessRunner
    package var time: any TimeSource
    package var random: any RandomSource
    /// The environment variables.
    package var environment: [String: String]
    package var workingDirectory: String
    package var console: Console
    /// Each Ctrl-C while the stream lives. Who does not ask is ended by it.
    package var interruptions: @Sendable () -> AsyncStream<Void>

    package init(
        files: any FileSystem,
        processes: any ProcessRunner,
        time: any TimeSource,
        random: any RandomSource,
        environment: [String: String],
        workingDirectory: String,
        console: Console,
        interruptions: @escaping @Sendable () -> AsyncStream<Void> = { AsyncStream { _ in } }
    ) {
        self.files = files
        self.processes = processes
        self.time = time
        self.random = random
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.console = console
        self.interruptions = interruptions
    }

    /// The context of the command that runs.
    @TaskLocal static var bound: CommandContext?

    static var current: CommandContext {
        get throws(StartError) {
            guard let bound else { throw StartError(.uninitialized, "A command runs through `StartCLI.run` only.") }
            return bound
        }
    }
}
