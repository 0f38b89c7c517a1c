import ArgumentParser
import Errors
import JSONValues

/// How a result is printed for programs.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case json
    case jsonPretty = "json-pretty"
    case yaml

    func text(_ value: JSON) -> String {
        switch self {
        case .json: value.text
        case .jsonPretty: value.prettyText
        case .yaml: YAMLWriter.text(value)
        }
    }
}

/// `--format`, on the commands that give data.
struct FormatOptions: ParsableArguments {
    @Option(help: "Print the result as json, json-pretty or yaml.")
    var format: OutputFormat?

    /// Prints `value` in the format asked for, else as `plain` says, else as indented JSON; a bare string as it is.
    func print(_ value: JSON, plain: (() -> String)? = nil) throws {
        let console = try CommandContext.current.console
        if let format {
            console.print(format.text(value))
        } else if let plain {
            console.print(plain())
        } else if let text = value.string {
            console.print(text)
        } else {
            console.print(value.prettyText)
        }
    }

    /// Prints `value` in the format asked for, else as a table as wide as the terminal.
    func print(_ value: JSON, table: () -> TextTable) throws {
        guard format == nil else { return try print(value) }
        let console = try CommandContext.current.console
        console.printStyled(table().text(within: console.columns))
    }
}
