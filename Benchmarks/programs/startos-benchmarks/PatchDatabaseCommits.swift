import JSONValues
import LiveSystem
import PatchDatabase
import SystemInterface

enum PatchDatabaseCommits {
    /// What the document says of a service, about as much as a real one.
    static func entry(_ index: Int) -> JSON {
        [
            "stateInfo": [
                "state": "installed", "manifest": ["id": .string("service-\(index)"), "version": "1.0.0:0"],
            ],
            "statusInfo": [
                "desired": ["main": "running"], "started": "2026-01-01T00:00:00Z",
                "health": ["web": ["name": "Web page", "result": "success", "message": ""]],
            ],
            "icon": .string(String(repeating: "x", count: 1500)),
        ]
    }

    /// How long `writers` take for `commits` changes together, each waiting for its own to be durable before the next.
    static func run(_ database: Database, writers: Int, commits: Int) async throws -> Duration {
        let time = LiveTimeSource()
        let begin = time.uptime
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<writers {
                group.addTask {
                    let path = "/public/packageData/service-\(writer % 50)/statusInfo/health/web/message"
                    let pointer = try JSONPointer(parsing: path)
                    for commit in stride(from: writer, to: commits, by: writers) {
                        let message = "Writer \(writer) has seen an answer after \(commit) ms, which is fast enough"
                        try await database.update { try $0.set(.string(message), at: pointer) }
                    }
                }
            }
            try await group.waitForAll()
        }
        return time.uptime - begin
    }
}
