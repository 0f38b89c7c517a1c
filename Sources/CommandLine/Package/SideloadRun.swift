import Errors
import JSONValues
import RPCClient
import RPCMethods
import SystemInterface

/// Sends a package file to a server and follows its installation to the end.
struct SideloadRun: Sendable {
    let client: RPCClient
    let file: any OpenFile
    let context: CommandContext

    /// How long the server may take to say why it broke off an upload.
    private static let verdictDelay = Duration.seconds(5)

    func run(waiting: Bool) async throws {
        let size = try file.size()
        let tickets = try await client.call(Methods.Package.sideload)
        guard waiting else { return try await upload(size, tickets) }
        let socket = try await client.webSocket("/ws/rpc/\(tickets.progress)")
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await follow(socket)
                return true
            }
            group.addTask {
                do {
                    try await upload(size, tickets)
                } catch {
                    // The server says on the progress socket what is wrong with a package that it does not take.
                    try await context.time.sleep(for: Self.verdictDelay)
                    throw error
                }
                return false
            }
            while let isInstalled = try await group.next() {
                if isInstalled { break }
            }
            group.cancelAll()
        }
    }

    private func upload(_ size: Int64, _ tickets: SideloadTickets) async throws {
        try await client.upload(length: size, to: "/rest/rpc/\(tickets.upload)") { offset, count in
            try file.read(at: offset, count: count)
        }
    }

    private func follow(_ socket: WebSocketConnection) async throws {
        var display = ProgressDisplay(context.console)
        for try await message in socket.messages {
            if case .text(let text) = message, let progress = try? JSON(parsing: text) {
                display.show(progress)
            }
        }
        let closing = socket.closing
        guard closing?.code == 1000 else {
            let reason = closing?.reason ?? ""
            throw StartError(.installFailed, reason.isEmpty ? "The server gave no reason." : reason)
        }
    }
}
