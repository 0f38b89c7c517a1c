import CStartContainer
import Glibc

/// A new terminal for a child, relayed to our own standard streams.
struct TerminalRelay {
    private let terminal: Int32
    let subordinate: Int32
    let coversErrors: Bool
    private let ownsTerminal: Bool

    /// Nil when neither the options nor our standard input ask for a terminal.
    init?(_ options: SubcontainerOptions) throws(Failure) {
        ownsTerminal = isatty(0) == 1
        guard options.forcesTerminal || ownsTerminal else { return nil }
        coversErrors = options.forcesErrorTerminal || isatty(2) == 1
        let size = options.terminalSize
        var subordinate: Int32 = -1
        terminal = start_open_terminal(
            size?.rows ?? 0, size?.columns ?? 0, size?.xPixels ?? 0, size?.yPixels ?? 0, &subordinate)
        guard terminal >= 0 else { throw .system("cannot open a terminal", "/dev/ptmx", .container) }
        self.subordinate = subordinate
        if ownsTerminal && size == nil { _ = start_copy_terminal_size(0, terminal) }
    }

    func connect(_ program: inout Program) {
        program.input = subordinate
        program.output = subordinate
        program.errors = coversErrors ? subordinate : -1
        program.controlsTerminal = true
    }

    func run(_ supervision: Supervision, child: pid_t) -> Int32 {
        close(subordinate)
        if ownsTerminal { _ = start_make_terminal_raw(0) }
        let terminal = terminal
        let status = supervision.wait(for: child, watching: [0, terminal]) { descriptor in
            if descriptor == -SIGWINCH { return start_copy_terminal_size(0, terminal) == 0 }
            if descriptor == terminal { return Self.copy(from: terminal, to: 1) }
            if Self.copy(from: 0, to: terminal) { return true }
            var endOfInput: UInt8 = 4
            _ = write(terminal, &endOfInput, 1)
            return false
        }
        // What the child wrote last is still in the terminal.
        _ = fcntl(terminal, F_SETFL, O_NONBLOCK)
        while Self.copy(from: terminal, to: 1) {}
        return status
    }

    private static func copy(from source: Int32, to target: Int32) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
            let count = read(source, buffer.baseAddress, buffer.count)
            return count > 0 && writeFully(target, UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}
