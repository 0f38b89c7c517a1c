import Errors
import Glibc
package import RPCClient

/// One TCP connection that sends exactly the bytes it is told, and everything that came back.
package enum RawConnection {
    /// Sends `bytes`, ends the sending side, and returns what the server answers until it closes.
    package static func exchange(_ bytes: [UInt8], with server: ServerAddress) async throws -> String {
        try await Task.detached { try blockingExchange(bytes, server) }.value
    }

    private static func blockingExchange(_ bytes: [UInt8], _ server: ServerAddress) throws -> String {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw StartError(.network, "No socket can be made.") }
        defer { close(socket) }
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(server.port).bigEndian
        guard inet_pton(AF_INET, server.host, &address.sin_addr) == 1 else {
            throw StartError(.network, "\(server.host) is no IPv4 address.")
        }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw StartError(.network, "\(server) cannot be reached.") }
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            // The server may have heard enough.
            if count <= 0 { break }
            sent += count
        }
        shutdown(socket, Int32(SHUT_WR))
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            if count <= 0 { break }
            answer += buffer[..<count]
        }
        return String(decoding: answer, as: UTF8.self)
    }
}
