import Errors
import Foundation
import LiveSystem
import RPCClient
import Synchronization
import SystemInterface
import SystemPackage
import Testing

@testable import CommandLine

/// Whole commands that need no server, in a home of their own.
@Suite struct LocalCommandTests {
    @Test func helpAndVersionAreAnswers() async throws {
        let home = try TestHome()
        #expect(await home.run("--help") == 0)
        #expect(home.output.contains("package"))
        #expect(await home.run("-V") == 0)
        #expect(home.output.contains("1.0.0"))
        #expect(await home.run("help", "package", "install") == 0)
        #expect(home.output.contains("--sideload"))
    }

    @Test(arguments: [
        ["nonsense"], ["package", "start"], ["package", "list", "--format", "xml"], ["package", "install"],
        ["package", "install", "-s", "x", "hello"], ["package", "logs", "hello", "-f", "-c", "3"], ["--host"],
        ["package", "list", "--unknown"], ["package", "logs", "hello", "-B"], ["package", "logs", "hello", "-l", "0"],
        ["package", "logs", "hello", "-f", "--until", "1h"], ["package", "logs", "hello", "--level", "loud"],
        ["package", "limits", "hello", "--reset", "--cpu", "1"],
    ])
    func wrongCommandLinesGiveStatus64(_ line: [String]) async throws {
        let home = try TestHome()
        #expect(await home.run(line) == 64)
        #expect(home.output.isEmpty)
        #expect(!home.errors.isEmpty)
    }

    @Test func makesAndShowsADeveloperKeyOnce() async throws {
        let home = try TestHome()
        #expect(await home.run("pubkey") == 40)
        #expect(home.errors.contains("init-key"))
        #expect(await home.run("init-key") == 0)
        #expect(await home.run("pubkey") == 0)
        let key = home.output
        #expect(key.hasPrefix("-----BEGIN PUBLIC KEY-----\n"))
        #expect(await home.run("init-key") == 0)
        #expect(await home.run("pubkey") == 0)
        #expect(home.output == key)
        let status = try #require(try LiveFileSystem().status(of: home.path.appending(".startos/developer.key.pem")))
        #expect(status.permissions.rawValue & 0o007 == 0)
    }

    @Test func writesAPackageToStartFrom() async throws {
        let home = try TestHome()
        #expect(await home.run("s9pk", "new", "my-service") == 0)
        let text = try LiveFileSystem().readText(home.path.appending("my-service/service.yaml"))
        #expect(text?.contains("id: my-service\n") == true)
        #expect(await home.run("s9pk", "new", "my-service") != 0)
        #expect(home.errors.contains("is there already"))
        #expect(await home.run("s9pk", "new", "My Service") != 0)
        #expect(await home.run("s9pk", "schema") == 0)
        #expect(try LiveFileSystem().readText(home.path.appending("my-service/service.schema.json")) == home.output)
    }

    @Test func hashesFiles() async throws {
        let home = try TestHome()
        try LiveFileSystem().replaceFile(home.path.appending("empty"), with: [])
        #expect(await home.run("util", "b3sum", "empty") == 0)
        #expect(home.output == "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262\n")
        #expect(await home.run("util", "b3sum", "missing") == 6)
    }

    @Test func aServerThatIsNotThereIsANetworkError() async throws {
        let home = try TestHome()
        #expect(await home.run("-H", "http://127.0.0.1:1", "package", "list") == 9)
        #expect(home.errors.contains("127.0.0.1:1"))
        #expect(await home.run("-H", "nowhere", "package", "list") == 38)
    }

    @Test func theHostComesFromTheConfigurationFileAndTheRuntimeDirectory() async throws {
        let home = try TestHome()
        try LiveFileSystem().replaceFile(home.path.appending("rpc.address"), with: Array("http://127.0.0.1:2\n".utf8))
        #expect(await home.run("state") == 9)
        #expect(home.errors.contains("127.0.0.1:2"))
        try LiveFileSystem().replaceFile(home.path.appending("c.yaml"), with: Array("host: http://127.0.0.1:3\n".utf8))
        #expect(await home.run("-c", "c.yaml", "state") == 9)
        #expect(home.errors.contains("127.0.0.1:3"))
    }

    @Test func logInNeedsAPasswordFromSomewhere() async throws {
        let home = try TestHome()
        #expect(await home.run("-H", "http://127.0.0.1:1", "auth", "login") == 38)
        #expect(home.errors.contains("PASSWORD"))
    }
}

@Suite struct CookieJarTests {
    @Test func keepsCookiesByServerForTheirOwnerOnly() async throws {
        let home = try TestHome()
        let path = home.path.appending(".startos/.cookies.json")
        let jar = CookieJar(path: path, files: LiveFileSystem(), time: LiveTimeSource())
        let one = try ServerAddress("http://localhost:1")
        let other = try ServerAddress("http://localhost:2")
        #expect(jar.cookies(for: one).isEmpty)
        try await jar.set("session", to: "a", for: one)
        try await jar.set("session", to: "b", for: other)
        try await jar.set("session", to: "c", for: one)
        #expect(jar.cookies(for: one) == ["session": "c"])
        #expect(jar.cookies(for: other) == ["session": "b"])
        try await jar.set("session", to: nil, for: one)
        #expect(jar.cookies(for: one).isEmpty)
        #expect(jar.cookies(for: other) == ["session": "b"])
        #expect(try LiveFileSystem().status(of: path)?.permissions.rawValue == 0o600)
    }

    @Test func manyWritersLoseNothing() async throws {
        let home = try TestHome()
        let path = home.path.appending("jar")
        let address = try ServerAddress("http://localhost")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<20 {
                group.addTask {
                    let jar = CookieJar(path: path, files: LiveFileSystem(), time: LiveTimeSource())
                    try await jar.set("c\(index)", to: "v", for: address)
                }
            }
            try await group.waitForAll()
        }
        let jar = CookieJar(path: path, files: LiveFileSystem(), time: LiveTimeSource())
        #expect(jar.cookies(for: address).count == 20)
    }
}

@Suite struct ConfigurationFileTests {
    @Test func readsFlatYAMLAndJSON() throws {
        let yaml = """
            # where
            host: "https://a.local"
            root-ca:
              - one.pem
              - 'two.pem'
            insecure: true
            """
        let expected = ["host": ["https://a.local"], "root-ca": ["one.pem", "two.pem"], "insecure": ["true"]]
        #expect(try ConfigurationFile.values(yaml, "x") == expected)
        let json = #"{"host":"https://a.local","root-ca":["one.pem","two.pem"],"insecure":true}"#
        #expect(try ConfigurationFile.values(json, "x") == expected)
        #expect(throws: StartError.self) { try ConfigurationFile.values("nonsense", "x") }
    }
}

/// A directory that is home, working directory and runtime directory of the commands run in it.
final class TestHome: Sendable {
    let path: FilePath
    private let written = Mutex<(output: [UInt8], errors: [UInt8])>(([], []))
    private let pieces = Mutex<[[UInt8]]>([])

    init() throws {
        let name = "start-cli-test-\(UUID().uuidString)"
        path = FilePath(FileManager.default.temporaryDirectory.path).appending(name)
        try LiveFileSystem().createDirectory(path, permissions: .ownerReadWriteExecute)
    }

    deinit {
        try? LiveFileSystem().removeTree(path)
    }

    /// What the last command wrote.
    var output: String { written.withLock { String(decoding: $0.output, as: UTF8.self) } }
    var errors: String { written.withLock { String(decoding: $0.errors, as: UTF8.self) } }

    /// What is still to come on standard input, in pieces.
    var input: [[UInt8]] {
        get { pieces.withLock { $0 } }
        set { pieces.withLock { $0 = newValue } }
    }

    func run(_ arguments: String...) async -> Int32 {
        await run(arguments)
    }

    /// Runs a command; `change` says what is different about where it runs.
    func run(
        _ arguments: [String], change: @Sendable (inout CommandContext) -> Void = { _ in }
    ) async -> Int32 {
        written.withLock { $0 = ([], []) }
        let console = Console(
            write: { [self] bytes in written.withLock { $0.output += bytes } },
            writeError: { [self] bytes in written.withLock { $0.errors += bytes } },
            readPiece: { [self] in pieces.withLock { $0.isEmpty ? [] : $0.removeFirst() } }
        )
        var context = CommandContext(
            files: LiveFileSystem(), processes: LiveProcessRunner(), time: LiveTimeSource(),
            random: LiveRandomSource(),
            environment: ["HOME": path.string, "STARTOS_RUNTIME_DIR": path.string, "TMPDIR": path.string],
            workingDirectory: path.string, console: console)
        change(&context)
        return await StartCLI.run(arguments, in: context)
    }
}
