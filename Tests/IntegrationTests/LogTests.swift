import Errors
import JSONValues
import RPCClient
import RPCMethods
import TestSupport
import Testing

extension IntegrationTests {
    @Suite("Logs")
    struct LogTests {
        private func page(_ server: ServerFixture, _ parameters: LogsParameters) async throws -> LogPage {
            try await server.client.call(Methods.Package.logs, parameters)
        }

        @Test("paging forwards and backwards meets every line once")
        func paging() async throws {
            try await ServerFixture.run("log-pages") { server in
                let package = try await TestPackage.pack(
                    "talkative",
                    initialisation: "for (let n = 0; n < 25; n++) console.log(`line ${n}`); console.error('an error')",
                    for: server)
                #expect(try await server.sideload(package).closing?.code == 1000)
                try await server.containersAreGone()
                let all = try await page(server, LogsParameters(id: "talkative", LogSelection(limit: 1000))).entries
                let lines = all.map(\.message).filter { $0.hasPrefix("line ") }
                #expect(lines == (0..<25).map { "line \($0)" })
                #expect(all.contains { $0.message == "an error" })
                #expect(all.map(\.timestamp) == all.map(\.timestamp).sorted())

                var backwards: [LogEntry] = []
                var cursor: String?
                while true {
                    let part = try await page(
                        server, LogsParameters(id: "talkative", LogSelection(limit: 4, cursor: cursor, before: true)))
                    if part.entries.isEmpty { break }
                    backwards = part.entries + backwards
                    cursor = part.startCursor
                }
                #expect(backwards == all)

                var forwards: [LogEntry] = []
                cursor = "0:0"
                while true {
                    let part = try await page(
                        server, LogsParameters(id: "talkative", LogSelection(limit: 4, cursor: cursor)))
                    if part.entries.isEmpty { break }
                    forwards += part.entries
                    cursor = part.endCursor
                }
                #expect(forwards == all)
                for wrong in ["", "x", "-1:0", "0:-1", "1"] {
                    await #expect(throws: StartError.self) {
                        _ = try await page(server, LogsParameters(id: "talkative", LogSelection(cursor: wrong)))
                    }
                }
            }
        }

        @Test("following tells new lines as they are written")
        func following() async throws {
            try await ServerFixture.run("log-follow") { server in
                try await server.install(IntegrationTests.exerciser)
                try await server.containersAreGone()
                let subscription = try await server.client.call(
                    Methods.Package.followLogs, LogsParameters(id: IntegrationTests.exerciser, LogSelection(limit: 1)))
                let socket = try await server.client.webSocket("/ws/rpc/\(subscription.guid)")
                try await server.start(IntegrationTests.exerciser)
                let messages = try await within(.seconds(30), "the log tells of the start") {
                    var messages: [String] = []
                    for try await message in socket.messages {
                        guard case .text(let text) = message else { continue }
                        messages.append(try JSON(parsing: text).decoded(as: LogEntry.self).message)
                        if messages.last == "main" { break }
                    }
                    return messages
                }
                await socket.close()
                #expect(messages.contains("init null"))
                #expect(messages.last == "main")
            }
        }
    }
}
