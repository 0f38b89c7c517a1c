package import Errors

/// Standard input, output and error of a command.
package struct Console: Sendable {
    package var write: @Sendable ([UInt8]) -> Void
    package var writeError: @Sendable ([UInt8]) -> Void
    /// Whether messages for people can be redrawn: standard error is a terminal.
    package var isInteractive: Bool
    /// The columns of the terminal that standard output is; nil when it is none, and a program may read it.
    package var columns: Int?
    /// Whether what is printed may be coloured: standard output is a terminal, and `NO_COLOR` is not set.
    package var hasColors = false
    /// Whether only results and errors are written, no notes and no progress.
    package var isQuiet = false
    /// Whether standard input is a pipe or a file, so that somebody meant to give input.
    package var hasInput: Bool
    /// Everything on standard input, to its end.
    package var readInput: @Sendable () throws(StartError) -> [UInt8]
    /// What standard input has next, at most a few dozen KiB; nothing at its end.
    package var readPiece: @Sendable () throws(StartError) -> [UInt8]
    /// Asks for a line; nil where there is no terminal to ask on.
    package var readAnswer: (@Sendable (_ prompt: String) throws(StartError) -> String)?
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
    ///
    /// The text may come from a stranger: on a terminal nothing of it is obeyed. Whoever reads a pipe gets it as it is.
    func print(_ text: String) {
        printStyled(columns == nil ? text : TerminalText.clean(text, keeping: "\n\t"))
    }

    /// Writes a line in which all that comes from others is clean already.
    func printStyled(_ text: String) {
        write(Array(text.utf8) + [UInt8(ascii: "\n")])
    }

    /// Writes a line for people to standard error, unless they want none.
    func note(_ text: String) {
        if !isQuiet { printError(text) }
    }

    /// Writes a line to standard error.
    func printError(_ text: String) {
        let clean = isInteractive ? TerminalText.clean(text, keeping: "\n\t") : text
        writeError(Array(clean.utf8) + [UInt8(ascii: "\n")])
    }

    /// What asking for a password does where nobody can be asked.
    @Sendable package static func refuseSecret(_ prompt: String) throws(StartError) -> String {
        throw StartError(
            .invalidRequest, "\(prompt): there is no terminal to ask on. Set the environment variable PASSWORD.")
    }
}
