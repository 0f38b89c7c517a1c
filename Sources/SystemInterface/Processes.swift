public import Errors

/// A program to run: an absolute path or a name looked up in PATH, and its arguments.
public struct Command: Hashable, Sendable, CustomStringConvertible {
    public var executable: String
    public var arguments: [String]
    /// Variables set on top of a minimal environment (PATH, LANG=C.UTF-8).
    public var environment: [String: String]
    /// What the program reads on its standard input.
    public var input: [UInt8]
    public var workingDirectory: String?

    public init(
        _ executable: String,
        _ arguments: [String] = [],
        environment: [String: String] = [:],
        input: [UInt8] = [],
        workingDirectory: String? = nil
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.input = input
        self.workingDirectory = workingDirectory
    }

    public var description: String {
        ([executable] + arguments).joined(separator: " ")
    }
}

/// How a program ended and what it wrote; output beyond 16 MiB a stream is dropped.
public struct CommandResult: Hashable, Sendable {
    /// The exit status; 128 + n when signal n ended it.
    public let status: Int
    public let output: [UInt8]
    public let errorOutput: [UInt8]

    public init(status: Int, output: [UInt8], errorOutput: [UInt8]) {
        self.status = status
        self.output = output
        self.errorOutput = errorOutput
    }

    public var outputText: String { String(decoding: output, as: UTF8.self) }
    public var errorText: String { String(decoding: errorOutput, as: UTF8.self) }
}

/// Runs programs to their end.
public protocol ProcessRunner: Sendable {
    /// Runs `command` and waits for its end; the task's cancellation ends the program (SIGTERM, then SIGKILL).
    ///
    /// - Throws: `notFound` when there is no such program. A status other than 0 is no error here.
    func run(_ command: Command) async throws(StartError) -> CommandResult
}

extension ProcessRunner {
    /// Runs `command` and returns its standard output.
    ///
    /// - Throws: `code` with the program's own words when it does not exit with 0.
    @discardableResult
    public func output(of command: Command, or code: ErrorCode = .unknown) async throws(StartError) -> String {
        let result = try await run(command)
        guard result.status == 0 else {
            let words = result.errorText.isEmpty ? result.outputText : result.errorText
            throw StartError(code, "`\(command)` failed with status \(result.status): \(words.suffix(2000))")
        }
        return result.outputText
    }
}
