/// The one error type of the project: a code of the wire table, a message a person can act on, and what caused it.
public struct StartError: Error, Sendable {
    public let code: ErrorCode

    /// What happened and, where possible, what to do about it. One or two plain sentences.
    public let message: String

    /// The error underneath, if any.
    public let cause: (any Error)?

    /// Where it was raised, `Module/File.swift:line`: for logs, never for people.
    public let origin: String

    public init(
        _ code: ErrorCode,
        _ message: String,
        cause: (any Error)? = nil,
        file: StaticString = #fileID,
        line: UInt = #line
    ) {
        self.code = code
        self.message = message
        self.cause = cause
        self.origin = "\(file):\(line)"
    }

    /// `error` itself when it already is a `StartError`, else an error with `code` and `message` caused by it.
    public init(
        wrapping error: any Error,
        _ code: ErrorCode = .unknown,
        _ message: String? = nil,
        file: StaticString = #fileID,
        line: UInt = #line
    ) {
        if let known = error as? StartError {
            self = known
        } else if error is CancellationError {
            self.init(.cancelled, message ?? "The operation was cancelled.", cause: error, file: file, line: line)
        } else {
            self.init(code, message ?? "\(error)", cause: error, file: file, line: line)
        }
    }
}

extension StartError: CustomStringConvertible {
    /// `Title: message`, as the CLI prints it.
    public var description: String {
        "\(code.title): \(message)"
    }

    /// The description with origin and every cause, for logs.
    public var debugText: String {
        var text = "\(description) [\(origin)]"
        if let inner = cause as? StartError {
            text += "; caused by \(inner.debugText)"
        } else if let cause {
            text += "; caused by \(cause)"
        }
        return text
    }
}
