import AsyncHTTPClient
package import Errors
package import JSONValues
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
package import RPCMethods

/// Calls the methods of a server. `shutDown()` must be the last call.
package final class RPCClient: Sendable {
    package let address: ServerAddress

    /// Cookies by name, sent with every request.
    package let cookies: [String: String]

    let http: HTTPClient
    let trust: ClientTrust
    let userAgent: String

    /// - Throws: `pem` when an authority of `trust` cannot be read.
    package init(
        address: ServerAddress,
        cookies: [String: String] = [:],
        trust: ClientTrust = ClientTrust(),
        userAgent: String = "start-cli"
    ) throws(StartError) {
        self.address = address
        self.cookies = cookies
        self.trust = trust
        self.userAgent = userAgent
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: try trust.configuration(),
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(10))
        )
        configuration.httpVersion = .http1Only
        // A refused connection is an answer: saying so at once is better than trying for ten seconds.
        configuration.connectionPool.retryConnectionEstablishment = false
        http = HTTPClient(
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton), configuration: configuration)
    }

    /// Closes every connection.
    package func shutDown() async {
        try? await http.shutdown()
    }

    /// Calls `method` and returns its result.
    ///
    /// - Throws: the server's error (with a `RemoteFailure` as cause), or `network` when there is no answer.
    package func call<Parameters, Result>(
        _ method: RPCMethod<Parameters, Result>,
        _ parameters: Parameters
    ) async throws(StartError) -> Result {
        var parameters = try JSON(encoding: parameters)
        if parameters.isNull { parameters = [:] }
        return try await reply(to: method.name, parameters).result.decoded(as: Result.self)
    }

    package func call<Result>(_ method: RPCMethod<Empty, Result>) async throws(StartError) -> Result {
        try await call(method, Empty())
    }

    /// Calls the method `name` with the object `parameters`, without knowing its types.
    package func reply(to name: String, _ parameters: JSON) async throws(StartError) -> RPCReply {
        let body: JSON = ["id": 0, "method": .string(name), "params": parameters]
        var request = request(.POST, "/rpc/v1")
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: body.bytes))
        let response = try await execute(request, limit: 256 << 20)
        guard response.status == 200 else { throw refusal(response) }
        let json = try JSON(parsing: response.body)
        if let error = json["error"], !error.isNull { throw StartError(remote: error) }
        guard let result = json["result"] else {
            throw StartError(.deserialization, "The server at \(address) does not answer as a StartOS server does.")
        }
        let sequence = response.headers.first { $0.name == "x-patch-sequence" }.flatMap { UInt64($0.value) }
        return RPCReply(result: result, patchSequence: sequence)
    }
}

/// The answer to a successful call.
package struct RPCReply: Sendable {
    package let result: JSON
    /// The revision of the database that holds what the call changed.
    package let patchSequence: UInt64?
}
