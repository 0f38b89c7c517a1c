import Errors
import JSONValues
import ServerDocument
import Testing

@Suite("Versions of the document")
struct DocumentHistoryTests {
    @Test("the steps are numbered from 1 without a gap, and a new document has the last one's number")
    func numbers() throws {
        #expect(DocumentMigration.all.map(\.version) == Array(1...DocumentMigration.all.count))
        #expect(DocumentMigration.all.allSatisfy { !$0.summary.isEmpty })
        let document = Document(
            serverInfo: ServerInfo(id: "x", name: "X", hostname: "x", version: "1", packageVersionCompat: "*"))
        #expect(try DocumentHistory.version(of: JSON(encoding: document)) == DocumentHistory().current)
    }

    /// Two steps, of which the second builds on the first.
    private let history = DocumentHistory([
        DocumentMigration(version: 1, summary: "a counter begins") { document throws(StartError) in
            document["private"] = ["counter": 1]
        },
        DocumentMigration(version: 2, summary: "the counter doubles") { document throws(StartError) in
            guard let count = document["private"]?["counter"]?.integer else {
                throw StartError(.database, "There is no counter.")
            }
            document["private"] = ["counter": JSON(count * 2), "documentVersion": 1]
        },
    ])

    @Test("a document takes the steps that it has not taken, in order")
    func steps() throws {
        let whole: JSON = ["private": ["counter": 2, "documentVersion": 2]]
        #expect(try history.bringUp(["private": [:]]) == whole)
        #expect(try history.bringUp(["private": ["counter": 1, "documentVersion": 1]]) == whole)
        #expect(try history.bringUp(whole) == whole)
    }

    @Test("a newer document is refused with words that say what to do")
    func newer() throws {
        let error = #expect(throws: StartError.self) {
            try history.bringUp(["private": ["documentVersion": 3]])
        }
        #expect(error?.code == .versionIncompatible)
        #expect(error?.message.contains("version 3") == true)
        #expect(error?.message.contains("restore-document") == true)
    }

    @Test("a step that fails gives no document")
    func failing() {
        #expect(throws: StartError.self) { try history.bringUp(["private": ["documentVersion": 1]]) }
    }

    @Test("what is no version is an error, not version 0", arguments: ["x", -1, 1.5, [:], true] as [JSON])
    func nonsense(_ version: JSON) {
        #expect(throws: StartError.self) {
            try DocumentHistory.version(of: ["private": ["documentVersion": version]])
        }
    }
}
