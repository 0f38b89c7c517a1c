import ArgumentParser
import Testing

@testable import CommandLine

@Suite struct CommandLineParsingTests {
    private func parse<Command>(_ type: Command.Type, _ line: String) throws -> Command {
        let words = line.split(separator: " ").map(String.init)
        return try #require(try StartCLI.parseAsRoot(LeadingOptions.normalized(words)) as? Command)
    }

    @Test(arguments: [
        "-H http://127.0.0.1:5959 package list",
        "package list -H http://127.0.0.1:5959",
        "package -H http://127.0.0.1:5959 list",
        "--host=http://127.0.0.1:5959 package list",
    ])
    func takesTheHostAnywhere(_ line: String) throws {
        #expect(try parse(PackageListCommand.self, line).server.host == "http://127.0.0.1:5959")
    }

    @Test func keepsTheCursorOfLogsApartFromTheConfigurationFile() throws {
        let logs = try parse(PackageLogsCommand.self, "-c file.yaml package logs hello -c 17 -l 5 -B")
        #expect(logs.server.config == "file.yaml")
        #expect(logs.logs.cursor == "17")
        #expect(logs.logs.limit == 5)
        #expect(logs.logs.before)
        #expect(logs.package.id == "hello")
    }

    @Test func takesRepeatedRootCertificatesAndFlags() throws {
        let list = try parse(
            SessionListCommand.self, "--root-ca a.pem --root-ca b.pem --insecure auth session list --format yaml")
        #expect(list.server.rootCA == ["a.pem", "b.pem"])
        #expect(list.server.insecure)
        #expect(list.output.format == .yaml)
    }

    @Test func readsPackageCommands() throws {
        #expect(try parse(PackageInstallCommand.self, "package install -s x.s9pk").sideload == "x.s9pk")
        #expect(try parse(PackageInstallCommand.self, "package install --sideload x.s9pk --no-wait").noWait)
        let uninstall = try parse(PackageUninstallCommand.self, "package uninstall hello --soft --force --yes")
        #expect(uninstall.soft && uninstall.force && uninstall.yes)
        #expect(try parse(PackageStartCommand.self, "package start hello --force").force)
        #expect(try parse(PackageLogsCommand.self, "package logs hello -f").logs.follow)
        let run = try parse(
            ActionRunCommand.self, "package action run hello greet --event-id 7 --set a=1 --set b=two --input in.json")
        #expect(run.action.actionID == "greet")
        #expect(run.eventID == "7")
        #expect(run.settings == ["a=1", "b=two"])
        #expect(run.input == "in.json")
    }

    @Test func readsPackageFilesBeforeWhatToLookAt() throws {
        let cat = try parse(S9pkCatCommand.self, "s9pk inspect hello.s9pk cat images/x86_64/main.env")
        #expect(cat.inspect.file == "hello.s9pk")
        #expect(cat.path == "images/x86_64/main.env")
        let pack = try parse(S9pkPackCommand.self, "s9pk pack dir -o out.s9pk --arch x86_64 --no-assets")
        #expect(pack.path == "dir")
        #expect(pack.arch == ["x86_64"])
        #expect(pack.noAssets)
    }

    @Test func readsDatabaseDumps() throws {
        let dump = try parse(DatabaseDumpCommand.self, "db dump -p /public/serverInfo --format json")
        #expect(dump.includePrivate)
        #expect(dump.pointer == "/public/serverInfo")
    }
}
