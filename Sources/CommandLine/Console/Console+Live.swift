import Errors
import Glibc

extension Console {
    /// The console of this process.
    static func live() -> Console {
        Console(
            write: { writeAll($0, to: STDOUT_FILENO) },
            writeError: { writeAll($0, to: STDERR_FILENO) },
            isInteractive: isatty(STDERR_FILENO) == 1,
            hasInput: isPipeOrFile(STDIN_FILENO),
            readInput: readAll,
            readPiece: readNext,
            readSecret: isatty(STDIN_FILENO) == 1 ? askSecret : refuseSecret
        )
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            // Whoever read us has gone: there is nobody left to tell.
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
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

    @Sendable private static func askSecret(_ prompt: String) throws(StartError) -> String {
        writeAll(Array("\(prompt): ".utf8), to: STDERR_FILENO)
        var shown = termios()
        tcgetattr(STDIN_FILENO, &shown)
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
            writeAll([UInt8(ascii: "\n")], to: STDERR_FILENO)
        }
        guard let line = readLine(strippingNewline: true) else {
            throw StartError(.cancelled, "No password was given.")
        }
        return line
    }
}
