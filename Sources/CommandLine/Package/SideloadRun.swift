import Errors
import JSONValues
import PackageArchive
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

    private enum Step: Sendable {
        case sent, installed, interrupted
    }

    func run(waiting: Bool) async throws {
        let size = try file.size()
        let tickets = try await client.call(Methods.Package.sideload)
        guard waiting else { return try await upload(size, tickets) }
        let socket = try await client.webSocket("/ws/rpc/\(tickets.progress)")
        let interruptions = context.interruptions()
        let last = try await withThrowingTaskGroup(of: Step.self) { group in
            group.addTask {
                try await follow(socket)
                return .installed
            }
            group.addTask {
                do {
                    try await upload(size, tickets)
                } catch {
                    // The server says on the progress socket what is wrong with a package that it does not take.
                    try await context.time.sleep(for: Self.verdictDelay)
                    throw error
                }
                return .sent
            }
            group.addTask {
                for await _ in interruptions { return .interrupted }
                try await context.time.sleep(for: .seconds(1 << 30))
                throw CancellationError()
            }
            defer { group.cancelAll() }
            while let step = try await group.next() {
                if step != .sent { return step }
            }
            return .installed
        }
        if last == .interrupted { try await cancel() }
    }

    /// Asks the server to give the installation up. What was sent in part, it gives up by itself.
    private func cancel() async throws {
        context.console.printError("Interrupted. Asking the server to give the installation up …")
        do {
            if let id = packageID {
                _ = try await client.call(Methods.Package.cancelInstall, PackageParameters(id: id))
            }
            context.console.printError("The installation was given up.")
        } catch {
            context.console.printError(
                "The server did not do so and may go on: \(ExitStatus.line(StartError(wrapping: error)))")
        }
        throw Interruption()
    }

    private var packageID: String? {
        let archive = try? MerkleArchive(reading: FileSource(file))
        return archive.flatMap { try? S9pk($0).manifest["id"]?.string }
    }

    private func upload(_ size: Int64, _ tickets: SideloadTickets) async throws {
        try await client.upload(length: size, to: "/rest/rpc/\(tickets.upload)") { offset, count in
            try file.read(at: offset, count: count)
        }
    }

    private func follow(_ socket: WebSocketConnection) async throws {
        var display = ProgressDisplay(context.console)
        for try await message in socket.messages {
            guard case .text(let text) = message, let progress = try? JSON(parsing: text) else { continue }
            // The last word of an installation that failed: why.
            if let error = progress["error"], !error.isNull { throw StartError(remote: error) }
            display.show(progress, at: context.time.uptime)
        }
        let closing = socket.closing
        guard closing?.code == 1000 else {
            let reason = closing?.reason ?? ""
            throw StartError(.installFailed, reason.isEmpty ? "The server gave no reason." : reason)
        }
    }
}
