import Errors
import LiveSystem
import SimulatedSystem
@testable import StartDaemon
import SystemInterface
import SystemPackage
import Testing

@Suite("Starting under systemd")
struct BootTests {
    private func expand(_ arguments: [String], file: String) throws -> [String] {
        let files = SimulatedFileSystem()
        try files.createDirectory("/etc", permissions: .ownerReadWriteExecute)
        try files.replaceFile("/etc/startd.conf", with: Array(file.utf8))
        return try ConfigurationFile.expand(arguments, files: files)
    }

    @Test("a file's options come first, so that the command line has the last word")
    func configurationFile() throws {
        let file = "# a comment\n\nlisten 0.0.0.0:443\n  data-dir   /srv/with blank \n"
        let options = ["--listen", "0.0.0.0:443", "--data-dir", "/srv/with blank"]
        #expect(
            try expand(["--config", "/etc/startd.conf", "--bridge", "b0"], file: file) == options + ["--bridge", "b0"])
        #expect(
            try expand(["--bridge", "b0", "--config=/etc/startd.conf"], file: file) == options + ["--bridge", "b0"])
        #expect(try expand(["run", "--config", "/etc/startd.conf"], file: file) == ["run"] + options)
        #expect(try expand(["--bridge", "b0"], file: file) == ["--bridge", "b0"])
    }

    @Test(
        "a wrong line is named", arguments: ["--listen 0.0.0.0:443", "listen=0.0.0.0:443", "config /etc/other.conf"])
    func wrongLines(line: String) throws {
        let error = #expect(throws: StartError.self) {
            try expand(["--config", "/etc/startd.conf"], file: "# first\n\(line)\n")
        }
        #expect(error?.message.contains("/etc/startd.conf, line 2") == true)
        #expect(throws: StartError.self) { try expand(["--config", "/etc/no.conf"], file: "") }
    }

    @Test("people get an address that others can reach, programs the loopback one")
    func welcome() throws {
        let everywhere = Welcome(
            listen: try ListenAddress("0.0.0.0:443"), port: 443, addresses: ["fd00::5", "192.168.1.5"], setupCode: nil)
        #expect(everywhere.base == "https://192.168.1.5")
        #expect(everywhere.localBase == "https://127.0.0.1:443")
        #expect(everywhere.page == "https://192.168.1.5/")
        #expect(!everywhere.console.contains("code"))
        let code = SetupCode(random: LiveRandomSource())
        let loopback = Welcome(
            listen: try ListenAddress("127.0.0.1:0"), port: 8123, addresses: ["127.0.0.1"], setupCode: code)
        #expect(loopback.page == "http://127.0.0.1:8123/#setup=\(code)")
        #expect(loopback.console.contains("Setup code: \(code)\n"))
        let onlySix = Welcome(
            listen: try ListenAddress("[::]:8443"), port: 8443, addresses: ["fd00::5"], setupCode: nil)
        #expect(onlySix.base == "https://[fd00::5]:8443")
    }

    @Test("a setup code that opens nothing any more is nowhere to be read")
    func withdrawal() throws {
        let files = SimulatedFileSystem()
        try files.createDirectory("/run", permissions: .ownerReadWriteExecute)
        let runtimeFiles = RuntimeFiles(directory: "/run", files: files)
        let code = SetupCode(random: LiveRandomSource())
        let listen = try ListenAddress("0.0.0.0:443")
        func text(_ path: FilePath) throws -> String { try #require(try files.readText(path)) }
        try runtimeFiles.write(
            Welcome(listen: listen, port: 443, addresses: ["192.168.1.5"], setupCode: code), rootCertificate: "PEM")
        #expect(try text(runtimeFiles.page).contains("\(code)"))
        #expect(try text(runtimeFiles.console).contains("\(code)"))
        try runtimeFiles.withdrawSetupCode()
        let later = Welcome(listen: listen, port: 443, addresses: ["192.168.1.5"], setupCode: nil)
        #expect(try text(runtimeFiles.page) == "\(later.page)\n")
        #expect(try text(runtimeFiles.console) == later.console)
    }
}
