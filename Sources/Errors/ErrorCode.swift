/// The kind of a `StartError`: the number that travels as the JSON-RPC `code` and becomes the exit status of the CLI.
///
/// Extensible: an unknown number from a peer is kept. Names and numbers are those of the wire table in
/// `docs/formats/rpc.md`.
public struct ErrorCode: RawRepresentable, Hashable, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) {
        self.rawValue = rawValue
    }

    public static let unknown = ErrorCode(rawValue: 1)
    public static let filesystem = ErrorCode(rawValue: 2)
    public static let notFound = ErrorCode(rawValue: 6)
    public static let incorrectPassword = ErrorCode(rawValue: 7)
    public static let versionIncompatible = ErrorCode(rawValue: 8)
    public static let network = ErrorCode(rawValue: 9)
    public static let serialization = ErrorCode(rawValue: 11)
    public static let deserialization = ErrorCode(rawValue: 12)
    public static let parseVersion = ErrorCode(rawValue: 14)
    public static let dependency = ErrorCode(rawValue: 17)
    public static let parseS9pk = ErrorCode(rawValue: 18)
    public static let blockDevice = ErrorCode(rawValue: 21)
    public static let pack = ErrorCode(rawValue: 23)
    public static let validateS9pk = ErrorCode(rawValue: 24)
    public static let database = ErrorCode(rawValue: 29)
    public static let invalidIdentifier = ErrorCode(rawValue: 30)
    public static let invalidSignature = ErrorCode(rawValue: 31)
    public static let backup = ErrorCode(rawValue: 32)
    public static let unauthorized = ErrorCode(rawValue: 34)
    public static let action = ErrorCode(rawValue: 36)
    public static let rateLimited = ErrorCode(rawValue: 37)
    public static let invalidRequest = ErrorCode(rawValue: 38)
    public static let uninitialized = ErrorCode(rawValue: 40)
    public static let parseNetworkAddress = ErrorCode(rawValue: 41)
    public static let tls = ErrorCode(rawValue: 49)
    public static let passwordHash = ErrorCode(rawValue: 50)
    public static let duplicate = ErrorCode(rawValue: 53)
    public static let multipleErrors = ErrorCode(rawValue: 54)
    public static let javascript = ErrorCode(rawValue: 59)
    public static let pem = ErrorCode(rawValue: 60)
    public static let timeout = ErrorCode(rawValue: 71)
    public static let container = ErrorCode(rawValue: 72)
    public static let cancelled = ErrorCode(rawValue: 73)
    public static let installFailed = ErrorCode(rawValue: 76)

    public static let parseError = ErrorCode(rawValue: -32700)
    public static let methodNotFound = ErrorCode(rawValue: -32601)
    public static let invalidParameters = ErrorCode(rawValue: -32602)
    public static let internalError = ErrorCode(rawValue: -32603)

    /// The name of the kind for people, in English: the JSON-RPC `message`.
    public var title: String {
        Self.titles[rawValue] ?? "Error \(rawValue)"
    }

    private static let titles: [Int: String] = [
        1: "Unknown Error", 2: "Filesystem I/O Error", 6: "Not Found", 7: "Incorrect Password",
        8: "Version Incompatible", 9: "Network Error", 11: "Serialization Error", 12: "Deserialization Error",
        14: "Version Parsing Error", 17: "Dependency Error", 18: "S9PK Parsing Error", 21: "Block Device Error",
        23: "Pack Error", 24: "S9PK Validation Error", 29: "Database Error", 30: "Invalid ID",
        31: "Invalid Signature", 32: "Backup Error", 34: "Unauthorized", 36: "Action Failed", 37: "Rate Limited",
        38: "Invalid Request", 40: "Uninitialized", 41: "Net Address Parsing Error", 49: "OpenSSL Internal Error",
        50: "Password Hash Generation Error", 53: "Duplication Error", 54: "Multiple Errors",
        59: "Javascript Engine Error", 60: "PEM Encoding Error", 71: "Timeout Error", 72: "LXC Error",
        73: "Cancelled", 76: "Install Failed",
        -32700: "Parse error", -32601: "Method not found", -32602: "Invalid params", -32603: "Internal error",
    ]
}
