import Errors
import LiveSystem
import SystemInterface
import Testing

@Suite struct LiveProcessRunnerTests {
    let runner = LiveProcessRunner()

    @Test func inputArgumentsEnvironmentAndStreamsPassThrough() async throws {
        let result = try await runner.run(
            Command(
                "sh", ["-c", "cat; echo \"$1 $VARIABLE $(pwd)\"; echo problem >&2; exit 3", "sh", "first"],
                environment: ["VARIABLE": "value"], input: Array("typed ".utf8), workingDirectory: "/usr"))
        #expect(result.status == 3)
        #expect(result.outputText == "typed first value /usr\n")
        #expect(result.errorText == "problem\n")
    }

    @Test func aSignalBecomesStatus() async throws {
        let result = try await runner.run(Command("/bin/sh", ["-c", "kill -9 $$"]))
        #expect(result.status == 137)
    }

    @Test func aMissingProgramIsNotFound() async throws {
        for name in ["no-such-program-here", "/no/such/program"] {
            let error = await #expect(throws: StartError.self) { try await runner.run(Command(name)) }
            #expect(error?.code == .notFound)
        }
    }

    @Test func outputBeyondTheLimitIsDropped() async throws {
        let result = try await runner.run(Command("head", ["-c", "20000000", "/dev/zero"]))
        #expect(result.status == 0)
        #expect(result.output.count == 16 << 20)
    }

    @Test func unreadInputIsNoFailure() async throws {
        let result = try await runner.run(Command("true", input: Array(repeating: 1, count: 1 << 20)))
        #expect(result.status == 0)
    }

    @Test func cancellationEndsTheProgram() async throws {
        let task = Task { try await runner.run(Command("sleep", ["600"])) }
        task.cancel()
        let error = await #expect(throws: StartError.self) { try await task.value }
        #expect(error?.code == .cancelled)
    }

    @Test func onlyTheNamedVariablesReachTheProgram() async throws {
        let output = try await runner.output(of: Command("env", environment: ["A": "b"]))
        #expect(
            output.split(separator: "\n").sorted() == [
                "A=b", "LANG=C.UTF-8", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            ])
    }
}
