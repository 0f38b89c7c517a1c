import HTTPTypes
import HummingbirdCore
import NIOCore

extension StaticSite {
    /// The answer to a GET or HEAD of `path`.
    func response(to request: HTTPRequest, path: String) -> Response {
        guard request.method == .get || request.method == .head else {
            var response = WebApplication.plain(.methodNotAllowed, "Method Not Allowed")
            response.headers[.allow] = "GET, HEAD"
            return response
        }
        guard let file = file(at: path) else { return WebApplication.plain(.notFound, "Not Found") }
        var headers = HTTPFields()
        headers[.contentType] = file.type
        headers[.cacheControl] =
            file.isImmutable && files[path] != nil ? "public, max-age=31536000, immutable" : "no-cache"
        headers[.vary] = "Accept-Encoding"
        let accepted = Self.acceptedEncodings(request.headerFields)
        let (content, encoding, mark) = Self.variant(of: file, accepted)
        if let encoding { headers[.contentEncoding] = encoding }
        let tag = mark.isEmpty ? file.tag : "\(file.tag.dropLast())-\(mark)\""
        headers[.eTag] = tag
        if Self.matches(request.headerFields[values: .ifNoneMatch], tag) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentLength] = String(content.readableBytes)
        let body = request.method == .head ? ResponseBody() : ResponseBody(byteBuffer: content)
        return Response(status: .ok, headers: headers, body: body)
    }

    private static func variant(of file: File, _ accepted: Set<Substring>) -> (ByteBuffer, String?, String) {
        if let brotli = file.brotli, accepted.contains("br") { return (brotli, "br", "br") }
        if let gzip = file.gzip, accepted.contains("gzip") { return (gzip, "gzip", "gz") }
        return (file.content, nil, "")
    }

    /// The codings of `Accept-Encoding` (RFC 9110 §12.5.3) without those of weight zero.
    private static func acceptedEncodings(_ fields: HTTPFields) -> Set<Substring> {
        var accepted: Set<Substring> = []
        for header in fields[values: .acceptEncoding] {
            for item in header.lowercased().split(separator: ",") {
                let parts = item.split(separator: ";").map(\.trimmingWhitespace)
                guard let name = parts.first else { continue }
                let weight = parts.dropFirst().first { $0.hasPrefix("q=") }?.dropFirst(2)
                if weight.flatMap({ Double($0) }) != 0 { accepted.insert(Substring(String(name))) }
            }
        }
        return accepted
    }

    private static func matches(_ conditions: [String], _ tag: String) -> Bool {
        conditions.joined(separator: ",").split(separator: ",").contains { condition in
            let text = condition.trimmingWhitespace
            return text == "*" || text == tag || text == "W/" + tag
        }
    }
}
