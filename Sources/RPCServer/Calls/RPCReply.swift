package import Errors
package import JSONValues

extension StartError {
    /// Characters of a message that go over the wire.
    private static let wireLength = 4096

    /// The JSON-RPC error object: text as `data` for the codes of JSON-RPC itself, `{details, debug, info}` else.
    ///
    /// - Parameter withDebugText: Whether origin and causes go along; not for callers that nobody knows.
    package func wireJSON(withDebugText: Bool) -> JSON {
        let data: JSON
        // A message may repeat what was sent.
        let words = String(message.prefix(Self.wireLength))
        if code.rawValue <= -32000 {
            data = .string(words)
        } else {
            let debug = withDebugText ? String(debugText.prefix(2 * Self.wireLength)) : words
            data = ["details": .string(words), "debug": .string(debug), "info": nil]
        }
        return ["code": JSON(code.rawValue), "message": .string(code.title), "data": data]
    }
}

/// What goes back for one body.
struct RPCReply: Sendable {
    let body: [UInt8]
    /// The value of `X-Patch-Sequence`: the highest of the calls that synchronize.
    var sequence: UInt64?
    var cookies: [String] = []

    static func result(_ result: JSON, id: JSON) -> JSON {
        ["jsonrpc": "2.0", "result": result, "id": id]
    }

    static func failure(_ error: StartError, id: JSON, withDebugText: Bool) -> JSON {
        ["jsonrpc": "2.0", "error": error.wireJSON(withDebugText: withDebugText), "id": id]
    }
}
