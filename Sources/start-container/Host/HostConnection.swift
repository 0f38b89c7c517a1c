import CStartContainer
import Glibc

/// Calls to the host: one connection and one line of JSON each way.
struct HostConnection {
    static let defaultPath = "/media/startos/rpc/host.sock"

    let path: String

    /// The result as JSON text. `parameters` is the text of a JSON object.
    func call(_ method: String, parameters: String = "{}") throws(Failure) -> JSONText {
        let number = start_connect_unix(path)
        guard number >= 0 else { throw .system("cannot reach the host", path, .network) }
        let connection = Descriptor(number)
        guard connection.writeAll("{\"id\":1,\"method\":\(quoted(method)),\"params\":\(parameters)}\n") else {
            throw .system("cannot send to the host", path, .network)
        }
        guard let content = connection.readAll(), !content.isEmpty else {
            throw Failure(.network, "no answer from the host", method)
        }
        let line = content.prefix { $0 != UInt8(ascii: "\n") }
        let answer = JSONText(line)
        if let error = answer["error"], error.text != "null" {
            let message = error["message"]?.string ?? "the host refused"
            let details = error["data"]?.string ?? error["data"]?["details"]?.string ?? method
            throw Failure(Failure.Code(rawValue: error["code"]?.integer ?? 1) ?? .unknown, message, details)
        }
        guard let result = answer["result"] else {
            throw Failure(.deserialization, "malformed answer from the host", answer.text)
        }
        return result
    }
}
