import Errors
import JSONValues

/// One request of a JSON-RPC body, `docs/formats/rpc.md`.
struct RPCRequest: Sendable {
    let method: String
    /// Nil when `params` is neither an object nor absent nor null.
    let parameters: JSON?
    let id: JSON

    /// - Throws: `parseError` when `json` is no request at all.
    init(_ json: JSON) throws(StartError) {
        guard case .object(let members) = json else {
            throw StartError(.parseError, "A request must be an object.")
        }
        guard let method = members["method"]?.string else {
            throw StartError(.parseError, "A request needs a `method`, a string.")
        }
        self.method = method
        switch members["id"] ?? .null {
        case .array, .object, .bool:
            throw StartError(.parseError, "`id` must be a string, a number or null.")
        case let id:
            self.id = id
        }
        switch members["params"] ?? .null {
        case .null: parameters = [:]
        case .object(let given): parameters = .object(given.filter { !$0.key.hasPrefix("__Auth_") })
        default: parameters = nil
        }
    }
}

/// A body: one request, or a batch whose replies stand in the same order.
enum RPCBody: Sendable {
    case single(RPCRequest)
    case batch([RPCRequest])

    static let batchLimit = 256

    /// - Throws: `parseError` when any part of it is malformed.
    init(parsing bytes: [UInt8]) throws(StartError) {
        let json: JSON
        do throws(StartError) {
            json = try JSON(parsing: bytes)
        } catch {
            throw StartError(.parseError, error.message, cause: error)
        }
        guard case .array(let elements) = json else {
            self = .single(try RPCRequest(json))
            return
        }
        guard elements.count <= Self.batchLimit else {
            throw StartError(.parseError, "A batch has at most \(Self.batchLimit) requests.")
        }
        var requests: [RPCRequest] = []
        for element in elements { requests.append(try RPCRequest(element)) }
        self = .batch(requests)
    }
}
