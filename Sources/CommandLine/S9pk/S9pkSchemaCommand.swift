import ArgumentParser
import JSONValues
import ServiceDescriptions

struct S9pkSchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of service.yaml, for editors.",
        discussion: """
            With it, an editor completes keys and marks mistakes while you type. Save it beside service.yaml and make this \
            the first line there:

              # yaml-language-server: $schema=service.schema.json
            """
    )

    @Flag(help: "Print every key with its meaning instead, as Markdown.")
    var reference = false

    func run() async throws {
        let text = reference ? ReferenceWriter.markdown : JSONSchemaWriter.schema.prettyText + "\n"
        try CommandContext.current.console.write(Array(text.utf8))
    }
}
