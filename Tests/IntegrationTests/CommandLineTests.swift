import Errors
import JSONValues
import LiveSystem
import RPCClient
import RPCMethods
import SystemInterface
import SystemPackage
import TestSupport
import Testing

extension IntegrationTests {
    /// The built program against a real server, as a script calls it.
    @Suite("The command line")
    struct CommandLineTests {
        private func run(
            _ server: ServerFixture, _ arguments: String..., isRoot: Bool = true
        ) async throws -> CommandResult {
            var environment = ["HOME": server.slot.root.string]
            if isRoot { environment["STARTOS_RUNTIME_DIR"] = server.slot.runtime.string }
            let program = try Prerequisites.program("start-cli").string
            return try await LiveProcessRunner().run(Command(program, arguments, environment: environment))
        }

        @Test("exit statuses tell what went wrong")
        func exitStatuses() async throws {
            try await ServerFixture.run("cli-statuses") { server in
                try await server.install(exerciser)
                #expect(try await run(server, "package", "list").status == 0)
                #expect(try await run(server, "package", "lst").status == 64)
                let typo = try await run(server, "package", "stop", String(exerciser.dropLast()))
                #expect(typo.status == 6)
                #expect(typo.errorText.contains("Did you mean \(exerciser)?"))
                let stranger = try await run(server, "-H", "\(server.address)", "package", "list", isRoot: false)
                #expect(stranger.status == 34)
                // Nobody can be asked here.
                let question = try await run(server, "package", "uninstall", exerciser)
                #expect(question.status == 38)
                #expect(question.errorText.contains("all of its data"))
                #expect(try await run(server, "package", "uninstall", exerciser, "--yes").status == 0)
                try await server.containersAreGone()
            }
        }

        @Test("a refused upload has the code of the refusal")
        func refusals() async throws {
            try await ServerFixture.run("cli-refusals") { server in
                let bytes = try LiveFileSystem().readFile(Prerequisites.package(exerciser))
                var badSignature = bytes
                badSignature[50] ^= 0x01
                var flipped = bytes
                flipped[bytes.count * 3 / 4] ^= 0x20
                let cases = [(badSignature, 31), (flipped, 31), (Array(repeating: UInt8(0x41), count: 5000), 18)]
                for (number, item) in cases.enumerated() {
                    let path = server.slot.root.appending("refused-\(number).s9pk")
                    try LiveFileSystem().replaceFile(path, with: item.0)
                    let result = try await run(server, "package", "install", "-s", path.string)
                    #expect(result.status == item.1, "\(number): \(result.errorText)")
                }
                let good = try await run(server, "package", "install", "-s", Prerequisites.package(exerciser).string)
                #expect(good.status == 0)
                // No terminal: a line for each phase.
                #expect(good.errorText.contains("Uploading done\n"))
                #expect(!good.errorText.contains("\u{1B}"))
            }
        }

        @Test("logs are searched by the server, and limits are shown as they were set")
        func logsAndLimits() async throws {
            try await ServerFixture.run("cli-logs") { server in
                let package = try await TestPackage.pack(
                    "talkative",
                    initialisation: """
                        for (let n = 0; n < 200; n++) console.log(`${n % 50 ? 'INFO' : 'ERROR'} line ${n}`)
                        """,
                    for: server)
                #expect(try await server.sideload(package).closing?.code == 1000)
                try await server.containersAreGone()
                func lines(_ options: String...) async throws -> [String] {
                    let program = try Prerequisites.program("start-cli").string
                    let result = try await LiveProcessRunner().run(
                        Command(
                            program, ["package", "logs", "talkative"] + options,
                            environment: ["STARTOS_RUNTIME_DIR": server.slot.runtime.string]))
                    #expect(result.status == 0, "\(result.errorText)")
                    return result.outputText.split(separator: "\n").map(String.init)
                }
                let errors = try await lines("--level", "error", "--search", "LINE")
                #expect(errors.map { String($0.split(separator: " ").last ?? "") } == ["0", "50", "100", "150"])
                #expect(try await lines("--search", "line 19", "--limit", "3").count == 3)
                #expect(try await lines("--search", "line", "--since", "1h").count == 200)
                #expect(try await lines("--search", "line", "--until", "1h").isEmpty)
                let json = try await lines("--search", "line 7", "--limit", "1", "--format", "json")
                #expect(try JSON(parsing: json.first ?? "")["level"]?.string == "info")

                #expect(try await run(server, "package", "limits", "talkative", "--memory", "512M").status == 0)
                #expect(try await run(server, "package", "limits", "talkative", "--cpu", "1.5").status == 0)
                let limits = try await run(server, "package", "limits", "talkative", "--format", "json")
                let value = try JSON(parsing: limits.outputText)
                #expect(value["memory"]?.integer == 512 << 20)
                #expect(value["cpu"]?.double == 1.5)
                #expect(try await run(server, "package", "limits", "talkative", "--reset").status == 0)
                let reset = try await run(server, "package", "limits", "talkative", "--format", "json")
                #expect(try JSON(parsing: reset.outputText)["memory"]?.isNull ?? true)
                let stats = try await run(server, "package", "stats")
                #expect(stats.outputText.hasPrefix("NAME"))
                #expect(stats.outputText.contains("talkative"))
            }
        }

        @Test("the server keeps its own log, and the doctor reads what it needs")
        func serverLogAndDoctor() async throws {
            try await ServerFixture.run("cli-doctor") { server in
                let logs = try await run(server, "server", "logs", "--search", "serving")
                #expect(logs.status == 0)
                #expect(logs.outputText.contains("Serving"))
                let doctor = try await run(
                    server, "doctor", "--data-dir", server.slot.data.string, "--bridge", server.slot.bridge,
                    "--subnet", server.slot.subnet, "--format", "json")
                let checks = try JSON(parsing: doctor.outputText)["checks"]?.array ?? []
                func verdict(_ id: String) -> String? {
                    checks.first { $0["id"]?.string == id }?["verdict"]?.string
                }
                for id in ["server", "database", "services", "id-mapped-mounts", "data-directory", "bridge"] {
                    #expect(verdict(id) == "ok", "\(id): \(doctor.outputText)")
                }
            }
        }

        @Test("bash completes commands, and ids of packages as the server has them")
        func completion() async throws {
            try await ServerFixture.run("cli-completion") { server in
                try await server.install(exerciser)
                try await server.containersAreGone()
                let program = try Prerequisites.program("start-cli")
                let script = """
                    PATH=\(program.removingLastComponent()):$PATH
                    source <(start-cli --generate-completion-script bash)
                    complete_line() {
                        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}; COMP_TYPE=9
                        COMPREPLY=(); _start-cli start-cli "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
                        echo "${COMPREPLY[@]}"
                    }
                    complete_line start-cli package unin
                    complete_line start-cli package stop \(exerciser.prefix(3))
                    """
                let environment = ["STARTOS_RUNTIME_DIR": server.slot.runtime.string]
                let result = try await LiveProcessRunner().run(
                    Command("bash", ["-c", script], environment: environment))
                let lines = result.outputText.split(separator: "\n").map { $0.trimmingPrefix(" ") }
                #expect(lines.count == 2, "\(result.errorText)")
                #expect(lines.first?.hasPrefix("uninstall") == true)
                #expect(lines.last?.hasPrefix(exerciser) == true)
            }
        }
    }
}
