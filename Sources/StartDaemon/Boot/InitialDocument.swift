import Errors
import PatchDatabase
import ServerDocument
import SystemInterface

/// The document of a server that starts for the first time.
struct InitialDocument {
    let random: any RandomSource

    private static let adjectives = [
        "amber", "brave", "calm", "clever", "crisp", "eager", "gentle", "golden", "happy", "honest", "jolly", "keen",
        "kind", "lively", "lucky", "mellow", "merry", "noble", "patient", "proud", "quiet", "rapid", "silver", "smooth",
        "solid", "steady", "sunny", "swift", "tidy", "warm", "wise", "witty",
    ]
    private static let nouns = [
        "acorn", "badger", "beacon", "birch", "brook", "cedar", "cliff", "comet", "falcon", "fern", "forest", "fox",
        "garden", "harbor", "hedgehog", "island", "lantern", "maple", "meadow", "otter", "pebble", "pine", "planet",
        "raven", "river", "robin", "sparrow", "summit", "thistle", "valley", "walnut", "willow",
    ]

    /// Writes it unless there is a document already.
    func store(in database: Database) async throws(StartError) {
        let draw = random.bytes(18)
        let words = [Self.adjectives[Int(draw[16]) % 32], Self.nouns[Int(draw[17]) % 32]]
        let server = ServerInfo(
            id: Self.uuid(Array(draw[..<16])),
            name: words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " "),
            hostname: words.joined(separator: "-"),
            version: ServerVersion.current,
            packageVersionCompat: ServerVersion.packageCompatibility)
        do {
            try await database.update { transaction in
                guard try transaction.value(at: Document.root.server) == nil else { return }
                try transaction.set(Document(serverInfo: server), at: Document.root)
            }
        } catch {
            throw StartError(wrapping: error, .database)
        }
    }

    /// A random UUID (RFC 9562, version 4) of 16 bytes.
    private static func uuid(_ bytes: [UInt8]) -> String {
        var bytes = bytes
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        return [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { hex[$0].joined() }.joined(separator: "-")
    }
}
