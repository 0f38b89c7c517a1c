import Glibc

/// What went wrong, as the exit code and the line on standard error.
struct Failure: Error, CustomStringConvertible {
    /// Exit codes are the codes that the server uses on the wire.
    enum Code: Int32 {
        case unknown = 1
        case filesystem = 2
        case container = 3
        case notFound = 6
        case network = 9
        case deserialization = 12
        case invalidRequest = 38
    }

    let code: Code
    let message: String
    let details: String

    init(_ code: Code, _ message: String, _ details: String) {
        self.code = code
        self.message = message
        self.details = details
    }

    /// The failure of the system call just made.
    static func system(_ message: String, _ subject: String, _ code: Code = .filesystem) -> Failure {
        Failure(code, message, "\(subject): \(String(cString: strerror(errno)))")
    }

    var description: String { "\(message): \(details)" }
}

func printLine(_ text: String) { writeFully(1, text + "\n") }
func printError(_ text: String) { writeFully(2, text + "\n") }

/// Writes all of the text, or as much as the reader takes.
func writeFully(_ descriptor: Int32, _ text: String) {
    var text = text
    text.withUTF8 { bytes in _ = writeFully(descriptor, UnsafeRawBufferPointer(bytes)) }
}

func writeFully(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Bool {
    var offset = 0
    while offset < bytes.count {
        let count = write(descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
        if count < 0 && errno == EINTR { continue }
        if count <= 0 { return false }
        offset += count
    }
    return true
}

func environmentValue(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
