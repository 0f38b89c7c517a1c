import BinaryEncodings
import Errors
import SystemInterface
import SystemPackage

/// What the daemon leaves in its runtime directory for programs on the same machine.
struct RuntimeFiles: Sendable {
    let directory: FilePath
    let files: any FileSystem

    /// The secret that makes a local caller known; readable by root (and the directory's group) only.
    var cookie: FilePath { directory.appending("rpc.authcookie") }
    /// The base URL of the server.
    var address: FilePath { directory.appending("rpc.address") }
    /// The address to open in a browser, with the setup code while there is one.
    var page: FilePath { directory.appending("page.address") }
    /// What the machine's own screen shows before anybody logs in, issue(5).
    var console: FilePath { directory.appending("console.issue") }
    /// The root certificate, PEM, by which local programs know the server.
    var rootCertificate: FilePath { directory.appending("root-ca.crt") }

    private static let secret = FilePermissions(rawValue: 0o640)

    /// Writes a fresh cookie and returns it: 32 random bytes in base64.
    func writeCookie(random: any RandomSource) throws(StartError) -> String {
        try files.createDirectory(directory, permissions: FilePermissions(rawValue: 0o755))
        let text = Base64.encode(random.bytes(32), padded: false)
        try files.replaceFile(cookie, with: Array(text.utf8), permissions: Self.secret)
        return text
    }

    /// Takes the setup code out of what `write` left, once there is a password and the code is worthless.
    func withdrawSetupCode() throws(StartError) {
        if let text = try files.readText(page), let link = text.split(separator: "#").first {
            try files.replaceFile(page, with: Array("\(link)\n".utf8), permissions: Self.secret)
        }
        if let text = try files.readText(console) {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
                .filter { !$0.hasPrefix(Welcome.codeLabel) }
            try files.replaceFile(console, with: Array(lines.joined(separator: "\n").utf8), permissions: Self.secret)
        }
    }

    /// Writes where the server is. `address` comes last: who waits for it finds the others.
    func write(_ welcome: Welcome, rootCertificate pem: String) throws(StartError) {
        try files.replaceFile(rootCertificate, with: Array(pem.utf8))
        try files.replaceFile(page, with: Array("\(welcome.page)\n".utf8), permissions: Self.secret)
        try files.replaceFile(console, with: Array(welcome.console.utf8), permissions: Self.secret)
        try files.replaceFile(address, with: Array("\(welcome.localBase)\n".utf8))
    }
}
