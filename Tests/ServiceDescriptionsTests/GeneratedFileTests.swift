import Foundation
import JSONValues
import Testing

@testable import ServiceDescriptions

@Suite("What is made of the declaration of service.yaml")
struct GeneratedFileTests {
    private static let formats = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../docs/formats")

    private func text(_ name: String) throws -> String {
        try String(contentsOf: Self.formats.appending(path: name), encoding: .utf8)
    }

    @Test("docs/formats/service.schema.json is as it would be made now: `make generate`")
    func schema() throws {
        #expect(try text("service.schema.json") == JSONSchemaWriter.schema.prettyText + "\n")
    }

    @Test("docs/formats/service-yaml.md ends with every key: `make generate`")
    func reference() throws {
        #expect(try text("service-yaml.md").hasSuffix("Keys with * are required.\n\n" + ReferenceWriter.markdown))
    }

    @Test("the example of the document is right")
    func example() throws {
        let document = try text("service-yaml.md")
        let blocks = document.components(separatedBy: "```yaml\n").dropFirst()
        let example = try #require(blocks.first?.components(separatedBy: "```").first)
        #expect(try ServiceDescription(parsing: example).manifest["id"] == "hello")
    }

    @Test("what `s9pk new` writes is right, for any id")
    func startingPoint() throws {
        for id in ["hello", "my-2nd-service"] {
            let start = try #require(StartingPoint(id: id))
            let text = try #require(start.files.first { $0.name == "service.yaml" }?.text)
            #expect(try ServiceDescription(parsing: text).manifest["id"]?.string == id)
        }
        #expect(StartingPoint(id: "My Service") == nil)
    }

    @Test("every reference inside the schema leads somewhere")
    func schemaReferences() {
        let schema = JSONSchemaWriter.schema
        var found = 0
        func visit(_ json: JSON) {
            if let name = json["$ref"]?.string {
                found += 1
                #expect(schema.value(at: JSONPointer(name.split(separator: "/").dropFirst().map(String.init))) != nil)
            }
            for value in json.object?.values.elements ?? json.array ?? [] { visit(value) }
        }
        visit(schema)
        #expect(found > 20)
    }
}
