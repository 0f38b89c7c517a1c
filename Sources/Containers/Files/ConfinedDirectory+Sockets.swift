package import Errors
import Glibc
import SystemPackage

/// Unix sockets in a directory that a container writes to. Paths go through descriptors: a link that the container puts
/// in the place of a socket leads nowhere, and the length of the directory's own path does not matter.
extension ConfinedDirectory {
    /// Connects to the stream socket `name`. Returns a descriptor that the caller owns.
    ///
    /// - Throws: `notFound` when there is none, `network` when nobody listens.
    package func connectSocket(_ name: String) throws(StartError) -> CInt {
        let target = try resolve(FilePath(name), openPathOnly | O_NOFOLLOW)
        var status = stat()
        try check(negated(fstat(target.rawValue, &status)), "read the status of \(name)")
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw StartError(.filesystem, "\(name) is not a socket.")
        }
        return try Self.socket(at: "/proc/self/fd/\(target.rawValue)") { descriptor, address, length in
            connect(descriptor, address, length)
        }
    }

    /// Makes the stream socket `name`, replacing what stands there; only `owner` may connect to it. Returns a
    /// listening descriptor that the caller owns.
    package func bindSocket(_ name: String, owner: UInt32) throws(StartError) -> CInt {
        try remove(FilePath(name))
        let directory = try resolve("", openPathOnly | O_DIRECTORY)
        let descriptor = try Self.socket(at: "/proc/self/fd/\(directory.rawValue)/\(name)") { socket, address, length in
            // No moment in which the socket stands there and somebody else could connect.
            fchmod(socket, 0o600) == 0 && bind(socket, address, length) == 0 ? listen(socket, 128) : -1
        }
        do throws(StartError) {
            try changeOwner(of: FilePath(name), user: owner, group: owner)
        } catch {
            close(descriptor)
            throw error
        }
        return descriptor
    }

    private static func socket(
        at path: String, _ body: (CInt, UnsafePointer<sockaddr>, socklen_t) -> CInt
    ) throws(StartError) -> CInt {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw StartError(.filesystem, "The name of the socket \(path) is too long.")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let descriptor = Glibc.socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw StartError(systemCall: errno, "open a socket") }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else {
            let reason = errno
            close(descriptor)
            throw StartError(.network, "The socket cannot be used: \(String(cString: strerror(reason))).")
        }
        return descriptor
    }
}
