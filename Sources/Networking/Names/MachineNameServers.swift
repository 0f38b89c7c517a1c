import Errors
import NIOCore
import Synchronization
package import SystemInterface
package import SystemPackage

/// The name servers that the machine itself uses, resolv.conf(5).
package final class MachineNameServers: Sendable {
    private struct State {
        var servers: [SocketAddress] = []
        var readAt: Duration?
    }

    /// More are not asked by anybody.
    private static let limit = 3

    private let file: FilePath
    private let resolvedFile: FilePath
    private let files: any FileSystem
    private let time: any TimeSource
    private let state = Mutex(State())

    /// - Parameters:
    ///   - file: Says which they are.
    ///   - resolvedFile: Which ones systemd-resolved knows; read instead where `file` names systemd-resolved alone.
    package init(
        file: FilePath = "/etc/resolv.conf", resolvedFile: FilePath = "/run/systemd/resolve/resolv.conf",
        files: any FileSystem, time: any TimeSource
    ) {
        self.file = file
        self.resolvedFile = resolvedFile
        self.files = files
        self.time = time
    }

    /// Their addresses, as they are or were a second ago, without `own`.
    func addresses(without own: String) -> [SocketAddress] {
        let all = state.withLock { state in
            let now = time.uptime
            if let readAt = state.readAt, now - readAt < .seconds(1) { return state.servers }
            state.readAt = now
            state.servers = read()
            return state.servers
        }
        return all.filter { $0.ipAddress != own }
    }

    private func read() -> [SocketAddress] {
        var servers = Self.servers(in: text(file))
        if servers.allSatisfy({ $0 == "127.0.0.53" }) {
            let known = Self.servers(in: text(resolvedFile))
            if !known.isEmpty { servers = known }
        }
        return servers.prefix(Self.limit).compactMap { try? SocketAddress(ipAddress: $0, port: 53) }
    }

    private func text(_ path: FilePath) -> String {
        ((try? files.readText(path)) ?? nil) ?? ""
    }

    private static func servers(in text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            let words = line.split(whereSeparator: \.isWhitespace)
            return words.count >= 2 && words[0] == "nameserver" ? String(words[1]) : nil
        }
    }
}
