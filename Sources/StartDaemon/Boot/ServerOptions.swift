import Errors
import SystemPackage

/// What a daemon is started with.
struct ServerOptions: Sendable {
    /// Where all state is.
    var dataDirectory: FilePath
    /// Where the page and the calls are served.
    var listen: ListenAddress
    /// Where the local cookie and the address are left for the command line.
    var runtimeDirectory: FilePath
    /// Where the images and the page are.
    var resources: FilePath
    /// The bridge that containers are plugged into.
    var bridge: String
    /// The bridge's IPv4 network, `10.59.0.0/16`.
    var subnet: String
    /// The control group that those of the services stand in, relative to the root; nil for one of the server's own.
    var controlGroup: String?
}

/// `address:port`; an IPv6 address stands in brackets.
struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    let host: String
    let port: Int

    init(_ text: String) throws(StartError) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw StartError(.parseNetworkAddress, "\"\(text)\" is not of the form ADDRESS:PORT.")
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty else {
            throw StartError(.parseNetworkAddress, "\"\(text)\" has no address before the port.")
        }
        self.host = host == "localhost" ? "127.0.0.1" : host
        self.port = Int(port)
    }

    /// Whether only this machine can connect.
    var isLoopback: Bool { host.hasPrefix("127.") || host == "::1" }

    /// Whether every address of the machine is meant.
    var isAny: Bool { host == "0.0.0.0" || host == "::" }

    var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
