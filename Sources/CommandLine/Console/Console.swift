package import Errors

/// Standard input, output and error of a command.
package struct Console: Sendable {
    package var write: @Sendable ([UInt8]) -> Void
    package var writeError: @Sendable ([UInt8]) -> Void
    /// Whether messages for people can be redrawn: standard error is a terminal.
    package var isInteractive: Bool
    /// Whether standard input is a pipe or a file, so that somebody meant to give input.
    package var hasInput: Bool
    /// Everything on standard input, to its end.
    package var readInput: @Sendable () throws(StartError) -> [UInt8]
    /// What standard input has next, at most a few dozen KiB; nothing at its end.
    package var readPiece: @Sendable () throws(StartError) -> [UInt8]
    /// Asks for a line that is not shown.
    package var readSecret: @Sendable (_ prompt: String) throws(StartError) -> String

    package init(
        write: @escaping @Sendable ([UInt8]) -> Void,
        writeError: @escaping @Sendable ([UInt8]) -> Void,
        isInteractive: Bool = false,
        hasInput: Bool = false,
        readInput: @escaping @Sendable () throws(StartError) -> [UInt8] = { () throws(StartError) -> [UInt8] in [] },
        readPiece: @escaping @Sendable () throws(StartError) -> [UInt8] = { () throws(StartError) -> [UInt8] in [] },
        readSecret: @escaping @Sendable (String) throws(StartError) -> String = Console.refuseSecret
    ) {
        self.write = write
        self.writeError = writeError
        self.isInteractive = isInteractive
        self.hasInput = hasInput
        self.readInput = readInput
        self.readPiece = readPiece
        self.readSecret = readSecret
    }

    /// Writes a line to standard output.
    func print(_ text: String) {
        write(Array(text.utf8) + [UInt8(ascii: "\n")])
    }

    /// Writes a line to standard error.
    func printError(_ text: String) {
        writeError(Array(text.utf8) + [UInt8(ascii: "\n")])
    }

    /// What asking for a password does where nobody can be asked.
    @Sendable package static func refuseSecret(_ prompt: String) throws(StartError) -> String {
        throw StartError(
            .invalidRequest, "\(prompt): there is no terminal to ask on. Set the environment variable PASSWORD.")
    }
}
