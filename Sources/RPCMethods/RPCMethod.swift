/// Who may call a method.
package enum RPCAccess: String, Sendable {
    /// Anyone who reaches the server.
    case anyone
    /// A session, or the local cookie of the machine itself.
    case authenticated
}

/// One method of the JSON-RPC interface: its name and the types of its parameters and its result.
///
/// The single declaration behind the server's dispatch, the client, the command line and the TypeScript types.
package struct RPCMethod<Parameters: Codable & Sendable, Result: Codable & Sendable>: Sendable {
    /// The dotted name on the wire.
    package let name: String
    package let access: RPCAccess
    /// Whether the reply carries `X-Patch-Sequence`, so that a caller can wait for its own change.
    package let synchronizes: Bool

    package init(_ name: String, access: RPCAccess = .authenticated, synchronizes: Bool = false) {
        self.name = name
        self.access = access
        self.synchronizes = synchronizes
    }
}

/// No parameters (`{}`), or no result (`null`).
package struct Empty: Codable, Hashable, Sendable {
    package init() {}

    package init(from decoder: any Decoder) throws {}

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encodeNil()
    }
}
