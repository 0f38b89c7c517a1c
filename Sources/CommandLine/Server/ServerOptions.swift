import ArgumentParser
import Errors
import JSONValues
import RPCClient
import RPCMethods
import SystemInterface
import SystemPackage

/// Which server, and who we are to it. Accepted before and after the subcommand.
struct ServerOptions: ParsableArguments {
    @Option(name: [.customShort("H"), .long], help: "The server, such as https://my-server.local.")
    var host: String?

    @Option(
        help: "A configuration file (JSON or flat YAML); -c in front of the subcommand.",
        completion: .file(extensions: ["yaml", "json"]))
    var config: String?

    @Option(help: "Where cookies are kept (default: ~/.startos/.cookies.json).")
    var cookiePath: String?

    @Option(help: "The developer key (default: ~/.startos/developer.key.pem).")
    var developerKeyPath: String?

    @Option(
        name: .customLong("root-ca"), parsing: .singleValue,
        help: "A root certificate (PEM) to trust besides those of the machine; repeatable.", completion: .file())
    var rootCA: [String] = []

    @Flag(help: "Accept any TLS certificate.")
    var insecure = false

    @Flag(name: [.customShort("q"), .long], help: "Print results and errors only: no notes, no progress.")
    var quiet = false

    /// Calls one method.
    func call<Parameters, Result>(
        _ method: RPCMethod<Parameters, Result>,
        _ parameters: Parameters
    ) async throws -> Result {
        try await withClient { client in try await client.call(method, parameters) }
    }

    func call<Result>(_ method: RPCMethod<Empty, Result>) async throws -> Result {
        try await call(method, Empty())
    }

    /// Calls a method that is about one package. When there is none of that name, says which there are.
    func call<Parameters, Result>(
        _ method: RPCMethod<Parameters, Result>,
        _ parameters: Parameters,
        about package: String
    ) async throws -> Result {
        try await withClient { client in
            try await suggesting(package, client) { try await client.call(method, parameters) }
        }
    }

    /// Runs `body`, which is about one package. When there is none of that name, says which one may be meant.
    func suggesting<Result>(
        _ package: String, _ client: RPCClient, _ body: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await body()
        } catch let error as StartError where error.code == .notFound {
            guard let list = try? await client.call(Methods.Package.list), !list.contains(where: { $0.id == package })
            else { throw error }
            let known = list.map(\.id)
            guard let nearest = Spelling.nearest(to: package, in: known) else {
                throw StartError(.notFound, "There is no package \(package).")
            }
            throw StartError(.notFound, "There is no package \(package). Did you mean \(nearest)?")
        }
    }

    /// Runs `body` with a client that is shut down afterwards.
    func withClient<Result>(_ body: (RPCClient) async throws -> Result) async throws -> Result {
        let client = try makeClient()
        do {
            let result = try await body(client)
            await client.shutDown()
            return result
        } catch {
            await client.shutDown()
            throw error
        }
    }

    private func makeClient() throws -> RPCClient {
        let context = try CommandContext.current
        let settings = try settings()
        let address = try serverAddress(settings)
        var cookies = try cookieJar(settings).cookies(for: address)
        if address.isLoopback, let secret = localCookie(context) {
            cookies["local"] = secret
        }
        var trust = ClientTrust(acceptsAnyCertificate: insecure || settings.insecure)
        for path in rootCA + settings.rootCA {
            guard let text = try context.files.readText(context.path(path)) else {
                throw StartError(.notFound, "There is no root certificate at \(path).")
            }
            trust.additionalAuthorities.append(text)
        }
        // A server of this machine leaves its root where only root could have put it.
        if address.isLoopback,
            let own = try? context.files.readText(context.runtimeDirectory.appending("root-ca.crt"))
        {
            trust.additionalAuthorities.append(own)
        }
        return try RPCClient(address: address, cookies: cookies, trust: trust)
    }

    func settings() throws -> ConfigurationFile {
        try ConfigurationFile.load(explicit: config, try CommandContext.current)
    }

    func serverAddress(_ settings: ConfigurationFile) throws -> ServerAddress {
        if let host = host ?? settings.host {
            return try ServerAddress(host)
        }
        let context = try CommandContext.current
        let written = try? context.files.readText(context.runtimeDirectory.appending("rpc.address"))
        return try ServerAddress(written?.firstLine ?? "http://localhost")
    }

    func cookieJar(_ settings: ConfigurationFile) throws -> CookieJar {
        let context = try CommandContext.current
        let path = (cookiePath ?? settings.cookiePath).map(context.path) ?? context.personalFile(".cookies.json")
        return CookieJar(path: path, files: context.files, time: context.time)
    }

    func developerKeyFile() throws -> FilePath {
        let context = try CommandContext.current
        let settings = try settings()
        return (developerKeyPath ?? settings.developerKeyPath).map(context.path)
            ?? context.personalFile("developer.key.pem")
    }

    private func localCookie(_ context: CommandContext) -> String? {
        (try? context.files.readText(context.runtimeDirectory.appending("rpc.authcookie")))?.firstLine
    }
}

extension String {
    /// The first line without white space at its ends; nil when it is empty.
    fileprivate var firstLine: String? {
        guard let line = split(whereSeparator: \.isNewline).first else { return nil }
        let text = line.trimmingPrefix(while: \.isWhitespace)
        let end = text.lastIndex { !$0.isWhitespace }
        return end.map { String(text[...$0]) }
    }
}
