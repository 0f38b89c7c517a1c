import Foundation
@testable import RPCMethods
import ServerDocument
import Testing

@Suite("TypeScript of the methods")
struct TypeScriptTests {
    @Test("the committed file is what the declarations give")
    func committed() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = try String(contentsOf: root.appending(path: "web/src/generated/rpc.ts"), encoding: .utf8)
        #expect(file == TypeScript.declarations(), "run `make generate`")
    }

    @Test("optional members, dictionaries and choices have their TypeScript form")
    func forms() {
        struct Sample: Codable, Sendable {
            enum Choice: String, Codable, CaseIterable, Sendable { case one, two }
            var choice: Choice
            var maybe: Int?
            var list: [String]
            var map: [String: Bool]
        }
        var shape = TypeScriptShape()
        _ = shape.expression(for: Sample.self)
        let body = shape.declarations.first { $0.key.hasSuffix("Sample") }?.value ?? ""
        #expect(body.contains("maybe?: number | null;"))
        #expect(body.contains("list: string[];"))
        #expect(body.contains("map: { [key: string]: boolean };"))
        #expect(shape.declarations.values.contains("\"one\" | \"two\""))
    }

    @Test("every method has a name of its own")
    func names() {
        let names = Methods.all.map(\.name)
        #expect(Set(names).count == names.count)
    }
}
