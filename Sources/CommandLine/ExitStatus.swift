import Errors
import RPCClient

/// What a failure looks like to the one who ran the command. The table is in `docs/command-line.md`.
enum ExitStatus {
    /// The status for a command line that cannot be understood (sysexits(3), EX_USAGE).
    static let usage: Int32 = 64

    /// The status after Ctrl-C: 128 and the number of the signal, as shells have it.
    static let interrupted: Int32 = 130

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

/// Somebody pressed Ctrl-C, and what had to be said about it was said.
struct Interruption: Error {}
