/// How people and programs get to a server that has just begun to serve.
struct Welcome {
    /// The base URL for programs on this machine, with its port.
    let localBase: String
    /// The base URL for people.
    let base: String
    let setupCode: SetupCode?

    /// - Parameters:
    ///   - addresses: The machine's addresses that others can reach; IPv4 ones are easier to type and so preferred.
    init(listen: ListenAddress, port: Int, addresses: [String], setupCode: SetupCode?) {
        let scheme = listen.isLoopback ? "http" : "https"
        let local = listen.isAny ? "127.0.0.1" : listen.host
        let host = listen.isAny ? addresses.first { !$0.contains(":") } ?? addresses.first ?? local : local
        let isUsual = port == (listen.isLoopback ? 80 : 443)
        localBase = "\(scheme)://\(Self.inURL(local)):\(port)"
        base = "\(scheme)://\(Self.inURL(host))\(isUsual ? "" : ":\(port)")"
        self.setupCode = setupCode
    }

    /// What to open in a browser; the setup code stands after `#`, where it is not sent to anybody.
    var page: String { setupCode.map { "\(base)/#setup=\($0)" } ?? "\(base)/" }

    /// What the machine's own screen shows. Only who stands before it can read the code.
    var console: String {
        let code = setupCode.map { "\(Self.codeLabel)\($0)\n" } ?? ""
        return "\nStartOS is at \(base)/\n\(code)\n"
    }

    static let codeLabel = "Setup code: "

    private static func inURL(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }
}
