public import Errors
public import SystemInterface

import CLinux
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
            input: .fileDescriptor(try Self.inputFile(command.input), closeAfterSpawningProcess: true),
            output: .sequence,
            error: .sequence
        ) { execution in
            async let output = Self.collect(execution.standardOutput)
            async let errorOutput = Self.collect(execution.standardError)
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

    /// A file in memory rather than a pipe: a program that does not read all of its input is no failure, and writing to
    /// a closed pipe would be a signal for the whole process.
    private static func inputFile(_ bytes: [UInt8]) throws -> FileDescriptor {
        let result = linux_memory_file("input")
        guard result >= 0 else { throw Errno(rawValue: -result) }
        let file = FileDescriptor(rawValue: result)
        do {
            try file.writeAll(toAbsoluteOffset: 0, bytes)
        } catch {
            try? file.close()
            throw error
        }
        return file
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
