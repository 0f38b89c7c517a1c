import AsyncHTTPClient
package import Errors
import NIOCore
import NIOHTTP1
import NIOPosix

/// The answer to a plain HTTP request.
package struct HTTPReply: Sendable {
    package let status: Int
    /// Names in lower case.
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]
}

extension RPCClient {
    /// Fetches `path`, which begins with `/`; any status is a reply.
    package func get(_ path: String, limit: Int = 64 << 20) async throws(StartError) -> HTTPReply {
        try await execute(request(.GET, path), limit: limit)
    }

    /// Sends `length` bytes as the body of a `POST`, piece by piece as the server takes them.
    ///
    /// - Parameter read: Gives up to `count` bytes from `offset`; none means that the source ended too early.
    /// - Throws: what the server says about it, or `network` when it does not take all of it.
    package func upload(
        length: Int64,
        to path: String,
        read: @escaping @Sendable (_ offset: Int64, _ count: Int) async throws -> [UInt8]
    ) async throws(StartError) {
        var request = request(.POST, path)
        request.headers.add(name: "Content-Type", value: "application/octet-stream")
        request.body = .stream(UploadChunks(length: length, read: read), length: .known(length))
        let response = try await execute(request, limit: 1 << 20)
        guard (200..<300).contains(response.status) else {
            throw StartError(refusal: response.body) ?? refusal(response)
        }
    }

    func request(_ method: HTTPMethod, _ path: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: address.description + path)
        request.method = method
        request.headers.add(name: "User-Agent", value: userAgent)
        if let cookieHeader {
            request.headers.add(name: "Cookie", value: cookieHeader)
        }
        return request
    }

    var cookieHeader: String? {
        guard !cookies.isEmpty else { return nil }
        return cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
    }

    func execute(_ request: HTTPClientRequest, limit: Int) async throws(StartError) -> HTTPReply {
        do {
            let response = try await http.execute(request, deadline: .distantFuture)
            let body = try await response.body.collect(upTo: limit)
            return HTTPReply(
                status: Int(response.status.code),
                headers: response.headers.map { ($0.name.lowercased(), $0.value) },
                body: Array(buffer: body)
            )
        } catch {
            throw noAnswer(error)
        }
    }

    func noAnswer(_ error: any Error) -> StartError {
        if error is CancellationError { return StartError(wrapping: error) }
        if let known = error as? StartError { return known }
        if "\(error)".contains("CERTIFICATE_VERIFY_FAILED") {
            return StartError(
                .tls,
                "The certificate of \(address) is not trusted. Give the server's root certificate with --root-ca.",
                cause: error
            )
        }
        return StartError(.network, "\(address) does not answer (\(Self.words(error))). Is it running?", cause: error)
    }

    func refusal(_ response: HTTPReply) -> StartError {
        if let location = response.headers.first(where: { $0.name == "location" })?.value {
            return StartError(.network, "\(address) sends us to \(location). Use that address with --host.")
        }
        let words = String(decoding: response.body.prefix(200), as: UTF8.self)
        return StartError(.network, "\(address) answered with HTTP status \(response.status). \(words)")
    }

    private static func words(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError: error.shortDescription
        case let error as IOError: error.description
        case let error as NIOConnectionError:
            error.connectionErrors.first.map { words($0.error) } ?? "its name is unknown"
        default: "\(error)"
        }
    }
}
