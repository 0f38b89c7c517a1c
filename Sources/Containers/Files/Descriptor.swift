import CLinux
import Errors
import Glibc
import SystemPackage

/// An open file descriptor, closed when the value goes.
struct Descriptor: ~Copyable, Sendable {
    let rawValue: CInt

    /// Takes over what a call of `CLinux` returned.
    init(_ result: CInt, _ what: @autoclosure () -> String) throws(StartError) {
        guard result >= 0 else { throw StartError(systemCall: -result, what()) }
        rawValue = result
    }

    init(owning rawValue: CInt) {
        self.rawValue = rawValue
    }

    /// Opens a path that no container has a say in.
    init(opening path: FilePath, _ flags: CInt) throws(StartError) {
        let result = open(path.string, flags | O_CLOEXEC)
        try self.init(result < 0 ? -errno : result, "open \(path)")
    }

    deinit {
        close(rawValue)
    }

    consuming func take() -> CInt {
        let value = rawValue
        discard self
        return value
    }
}

extension StartError {
    /// The error of a failed system call: what was tried and why it failed.
    init(systemCall code: CInt, _ what: String, file: StaticString = #fileID, line: UInt = #line) {
        let kind: ErrorCode = code == ENOENT ? .notFound : .filesystem
        let reason = Errno(rawValue: code)
        self.init(kind, "Cannot \(what): \(reason).", cause: reason, file: file, line: line)
    }
}

/// Opens a place without reading it: for what is mounted, mounted on, or looked up from.
let openPathOnly = CInt(LINUX_OPEN_PATH)

/// Checks what a call of `CLinux` returned.
func check(_ result: CInt, _ what: @autoclosure () -> String) throws(StartError) {
    guard result >= 0 else { throw StartError(systemCall: -result, what()) }
}

/// Turns -1 and errno into the way `CLinux` tells failures.
func negated(_ result: CInt) -> CInt {
    result < 0 ? -errno : result
}
