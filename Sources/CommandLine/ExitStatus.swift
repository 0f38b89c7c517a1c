import Errors
import RPCClient

/// What a failure looks like to the one who ran the command.
enum ExitStatus {
    /// The status for a command line that cannot be understood.
    static let usage: Int32 = 2

    /// The low byte of the error code (so -32700 gives 68), never 0.
    static func status(of code: ErrorCode) -> Int32 {
        let byte = Int32(truncatingIfNeeded: code.rawValue) & 0xFF
        return byte == 0 ? 1 : byte
    }

    /// `message: details`.
    static func line(_ error: StartError) -> String {
        guard let remote = error.remoteFailure else { return error.description }
        guard let details = remote.details, !details.isEmpty else { return remote.title }
        return "\(remote.title): \(details)"
    }
}
