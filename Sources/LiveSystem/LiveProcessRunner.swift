public import Errors
public import SystemInterface

import Subprocess
import SystemPackage

/// Runs programs of this machine.
public struct LiveProcessRunner: ProcessRunner {
    /// How much of each stream is kept, in bytes.
    static let outputLimit = 16 << 20

    public init() {}

    public func run(_ command: Command) async throws(StartError) -> CommandResult {
        do {
            return try await runProgram(command)
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw StartError(.notFound, "The program \(command.executable) is not installed.", cause: error)
        } catch {
            throw StartError(wrapping: error, .unknown, "Cannot run `\(command)`: \(error)")
        }
    }

    private func runProgram(_ command: Command) async throws -> CommandResult {
        var variables: [Environment.Key: String] = [
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG": "C.UTF-8",
        ]
        for (name, value) in command.environment {
            if let key = Environment.Key(rawValue: name) { variables[key] = value }
        }
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(5))]
        let result = try await Subprocess.run(
            command.executable.hasPrefix("/")
                ? .path(FilePath(command.executable)) : .name(command.executable),
            arguments: Arguments(command.arguments),
            environment: .custom(variables),
            workingDirectory: command.workingDirectory.map { FilePath($0) },
            platformOptions: options,
            input: .inputWriter,
            output: .sequence,
            error: .sequence
        ) { execution in
            async let output = Self.collect(execution.standardOutput)
            async let errorOutput = Self.collect(execution.standardError)
            // A program that does not read all of its input is no failure: its exit status tells.
            _ = try? await execution.standardInputWriter.write(command.input)
            try? await execution.standardInputWriter.finish()
            return (try await output, try await errorOutput)
        }
        try Task.checkCancellation()
        let status =
            switch result.terminationStatus {
            case .exited(let code): Int(code)
            case .signaled(let signal): 128 + Int(signal)
            }
        return CommandResult(
            status: status, output: result.closureResult.0, errorOutput: result.closureResult.1)
    }

    private static func collect(_ stream: SubprocessOutputSequence) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await buffer in stream {
            let room = outputLimit - bytes.count
            guard room > 0 else { continue }
            buffer.withUnsafeBytes { bytes.append(contentsOf: $0.prefix(room)) }
        }
        return bytes
    }
}
