import Errors
import Glibc

extension Console {
    /// The console of this process.
    static func live(environment: [String: String]) -> Console {
        var console = Console(
            write: { writeAll($0, to: STDOUT_FILENO) },
            writeError: { writeAll($0, to: STDERR_FILENO) },
            isInteractive: isatty(STDERR_FILENO) == 1,
            hasInput: isPipeOrFile(STDIN_FILENO),
            readInput: readAll,
            readPiece: readNext,
            readSecret: isatty(STDIN_FILENO) == 1 ? askSecret : refuseSecret
        )
        if isatty(STDOUT_FILENO) == 1 {
            console.columns = terminalColumns()
            // https://no-color.org
            console.hasColors = (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
        }
        if isatty(STDIN_FILENO) == 1, console.isInteractive { console.readAnswer = ask }
        return console
    }

    private static func terminalColumns() -> Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            if count < 0 && errno == EPIPE && descriptor == STDOUT_FILENO { endWithoutReader() }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Whoever read us has gone (`start-cli … | head`): ends without a word, like any program does that SIGPIPE meets.
    private static func endWithoutReader() -> Never {
        signal(SIGPIPE, SIG_DFL)
        raise(SIGPIPE)
        _exit(128 + SIGPIPE)
    }

    private static func isPipeOrFile(_ descriptor: Int32) -> Bool {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return false }
        let kind = status.st_mode & S_IFMT
        return kind == S_IFIFO || kind == S_IFREG
    }

    @Sendable private static func readAll() throws(StartError) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let piece = try readNext()
            if piece.isEmpty { return bytes }
            bytes += piece
            guard bytes.count <= 64 << 20 else {
                throw StartError(.invalidRequest, "Standard input holds more than 64 MiB.")
            }
        }
    }

    @Sendable private static func readNext() throws(StartError) -> [UInt8] {
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, filled in
            repeat {
                count = read(STDIN_FILENO, buffer.baseAddress, buffer.count)
            } while count < 0 && errno == EINTR
            filled = max(0, count)
        }
        guard count >= 0 else { throw StartError(.filesystem, "Standard input cannot be read (error \(errno)).") }
        return bytes
    }

    @Sendable private static func ask(_ prompt: String) throws(StartError) -> String {
        writeAll(Array("\(prompt) ".utf8), to: STDERR_FILENO)
        return readLine(strippingNewline: true) ?? ""
    }

    @Sendable private static func askSecret(_ prompt: String) throws(StartError) -> String {
        writeAll(Array("\(prompt): ".utf8), to: STDERR_FILENO)
        var shown = termios()
        tcgetattr(STDIN_FILENO, &shown)
        EchoRestoring.state = shown
        // Whoever gives up while nothing is shown gets back a terminal that shows what is typed.
        let previous = signal(SIGINT) { _ in EchoRestoring.restoreAndExit() }
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
            signal(SIGINT, previous)
            writeAll([UInt8(ascii: "\n")], to: STDERR_FILENO)
        }
        guard let line = readLine(strippingNewline: true) else {
            throw StartError(.cancelled, "No password was given.")
        }
        return line
    }
}

/// The terminal as it was before a password was asked for.
private enum EchoRestoring {
    /// Set before the signal handler that reads it is, by the one thread that asks.
    nonisolated(unsafe) static var state = termios()

    static func restoreAndExit() -> Never {
        tcsetattr(STDIN_FILENO, TCSANOW, &state)
        _exit(ExitStatus.interrupted)
    }
}
