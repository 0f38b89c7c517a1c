import ArgumentParser
import Foundation
import RPCMethods
import Testing

@testable import CommandLine

/// Whatever the server can do, the command line can: every method has a command, or a reason why not.
@Suite("Methods and commands")
struct MethodCoverageTests {
    private static let commands: [String: String] = [
        "echo": "echo hello", "state": "state", "server.time": "server time", "server.logs": "server logs",
        "server.logs.follow": "server logs --follow", "server.kernel-logs": "server kernel-logs -l 5",
        "server.kernel-logs.follow": "server kernel-logs -f", "setup.execute": "setup execute --code ABCD",
        "auth.login": "auth login", "auth.logout": "auth logout", "auth.session.list": "auth session list",
        "auth.session.kill": "auth session kill a b", "auth.reset-password": "auth reset-password",
        "db.dump": "db dump /public", "package.list": "package list",
        "package.installed-version": "package installed-version hello",
        "package.sideload": "package install --sideload x.s9pk",
        "package.cancel-install": "package cancel-install hello", "package.start": "package start hello",
        "package.stop": "package stop hello", "package.restart": "package restart hello",
        "package.rebuild": "package rebuild hello", "package.uninstall": "package uninstall hello --yes",
        "package.set-limits": "package limits hello --memory 512M", "package.stats": "package stats",
        "package.logs": "package logs hello", "package.logs.follow": "package logs hello --follow",
        "package.action.get-input": "package action get-input hello greet",
        "package.action.run": "package action run hello greet",
        "package.action.clear-task": "package action clear-task hello 1",
    ]

    /// What is for programs that show something all the time.
    private static let forPrograms: [String: String] = [
        "db.subscribe": "a stream of patches; `db dump` shows the document",
        "db.put.ui": "what the page remembers for itself", "package.stats.follow": "`package stats` shows the moment",
    ]

    @Test func everyMethodHasACommandOrAReason() {
        for method in Methods.all {
            let isKnown = Self.commands[method.name] != nil || Self.forPrograms[method.name] != nil
            #expect(isKnown, "\(method.name) has no command: add one, or say here why it is for programs only")
        }
        let names = Set(Methods.all.map(\.name))
        #expect(Set(Self.commands.keys).union(Self.forPrograms.keys).subtracting(names).isEmpty)
    }

    @Test(arguments: commands.values.sorted()) func theCommandIsUnderstood(_ line: String) throws {
        let words = line.split(separator: " ").map(String.init)
        let command = try StartCLI.parseAsRoot(LeadingOptions.normalized(words))
        // Help would be shown for a group of commands; this is one that does something.
        #expect(type(of: command).configuration.subcommands.isEmpty)
    }

    @Test func everyCommandThatGivesDataHasFormats() throws {
        for line in [
            "state", "server time", "auth session list", "db dump", "package list", "package stats",
            "package limits hello", "package logs hello", "server logs", "server kernel-logs", "doctor",
            "package installed-version hello", "package action get-input hello a", "package action run hello a",
            "s9pk inspect x.s9pk manifest", "s9pk inspect x.s9pk file-tree", "s9pk inspect x.s9pk commitment",
        ] {
            for format in ["json", "json-pretty", "yaml"] {
                let words = line.split(separator: " ").map(String.init) + ["--format", format]
                #expect(throws: Never.self) { try StartCLI.parseAsRoot(words) }
            }
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"]) func completionScriptsAreMade(_ shell: String) async throws {
        let home = try TestHome()
        #expect(await home.run("--generate-completion-script", shell) == 0)
        #expect(home.output.contains("start-cli"))
        #expect(home.output.contains("uninstall"))
    }
}
