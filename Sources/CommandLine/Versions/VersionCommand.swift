import ArgumentParser
import Errors
import ExtendedVersions

/// `start-cli exver`: what the versions of packages mean.
struct VersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exver",
        abstract: "Compare package versions and test them against ranges.",
        discussion: """
            Both commands take `-` instead of their arguments: they then answer each line of standard input, two texts \
            with a tab between them, with one line, which is `error: …` where there is no answer.
            """,
        subcommands: [SatisfiesCommand.self, CompareCommand.self]
    )
}

struct SatisfiesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "satisfies", abstract: "Print whether a version is in a range: true or false.")

    @OptionGroup var question: VersionQuestion

    func run() async throws {
        try question.answer { version, range throws(StartError) in
            let version = try ExtendedVersion(utf8: version)
            return try VersionRange(utf8: range).contains(version) ? "true" : "false"
        }
    }
}

struct CompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Print -1, 0 or 1 for less, equal or greater, and none for versions of different flavors.")

    @OptionGroup var question: VersionQuestion

    func run() async throws {
        try question.answer { left, right throws(StartError) in
            let left = try ExtendedVersion(utf8: left)
            switch left.order(to: try ExtendedVersion(utf8: right)) {
            case .less: return "-1"
            case .equal: return "0"
            case .greater: return "1"
            case nil: return "none"
            }
        }
    }
}

/// Two texts: in the arguments, or many times over on standard input.
struct VersionQuestion: ParsableArguments {
    @Argument(help: "The version, or - for standard input.")
    var first: String

    @Argument(help: "The range, or the other version.")
    var second: String?

    private var isStream: Bool { first == "-" }

    func validate() throws {
        guard isStream == (second == nil) else {
            throw ValidationError("Give two texts, or - alone to read them from standard input.")
        }
    }

    /// Prints what `answer` says.
    func answer(
        _ answer: (ArraySlice<UInt8>, ArraySlice<UInt8>) throws(StartError) -> StaticString
    ) throws(StartError) {
        let console = try CommandContext.current.console
        if let second {
            console.print("\(try answer(Array(first.utf8)[...], Array(second.utf8)[...]))")
        } else {
            try VersionAnswers.stream(from: console, answer)
        }
    }
}
