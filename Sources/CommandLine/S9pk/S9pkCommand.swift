import ArgumentParser

struct S9pkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "s9pk",
        abstract: "Make, look into and check package files.",
        subcommands: [
            S9pkNewCommand.self, S9pkPackCommand.self, S9pkInspectCommand.self, S9pkVerifyCommand.self,
            S9pkSchemaCommand.self,
        ]
    )
}
