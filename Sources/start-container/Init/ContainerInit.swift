import CStartContainer
import Glibc

/// `init`: process 1 of a container. Prepares it, runs the container runtime, writes the log, reaps.
///
/// It ends with the runtime's exit code as soon as the runtime ends; whoever started the container decides what next.
struct ContainerInit {
    private static let runtime = [
        "/usr/bin/node", "--experimental-detect-module", "/usr/lib/startos/init/index.js",
    ]
    private static let logDirectory = "/media/startos/log"
    /// How long programs may take to end after the runtime is gone.
    private static let gracePeriodMilliseconds = 10_000

    func run() throws(Failure) -> Int32 {
        start_set_process_name("init")
        let signals = start_signal_descriptor()
        guard signals >= 0 else { throw .system("cannot receive signals", "signalfd", .container) }
        let warnings = ContainerPreparation.run()
        var log = ServiceLog(directory: Self.logDirectory)
        for warning in warnings { log.note(warning) }
        let output = try Pipe()
        let errors = try Pipe()
        let runtime: pid_t
        do {
            runtime = try startRuntime(output: output, errors: errors)
        } catch {
            log.note(error.description)
            throw error
        }
        close(output.writeEnd)
        close(errors.writeEnd)

        var status: Int32?
        var polled = [
            pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
            pollfd(fd: output.readEnd, events: Int16(POLLIN), revents: 0),
            pollfd(fd: errors.readEnd, events: Int16(POLLIN), revents: 0),
        ]
        var deadline: Int?
        while true {
            let timeout = deadline.map { max(0, ($0 - LogEntry.now()) / 1000) }
            if poll(&polled, 3, Int32(timeout ?? -1)) == 0, timeout == 0 { break }
            if polled[1].revents != 0, !log.receive(.output, from: output.readEnd) { polled[1].fd = -1 }
            if polled[2].revents != 0, !log.receive(.errors, from: errors.readEnd) { polled[2].fd = -1 }
            var signal = start_next_signal(signals)
            while signal != 0 {
                if signal != SIGCHLD && status == nil { kill(runtime, Self.forwarded(signal)) }
                signal = start_next_signal(signals)
            }
            let reaped = reap(runtime)
            if let ended = reaped.runtimeStatus {
                status = ended
                // Databases get the chance to end well when only the runtime died.
                kill(-1, SIGTERM)
                deadline = LogEntry.now() + Self.gracePeriodMilliseconds * 1000
            }
            if status != nil && !reaped.hasChildren { break }
        }
        log.drain(.output, from: output.readEnd)
        log.drain(.errors, from: errors.readEnd)
        let ended = status ?? 1 << 8
        if ended != 0 { log.note(Self.ending(ended)) }
        log.finish()
        return start_exit_code(ended)
    }

    private func startRuntime(output: borrowing Pipe, errors: borrowing Pipe) throws(Failure) -> pid_t {
        var program = Program(command: Self.runtime)
        var environment = Environment.inherited()
        // A home would flow on into subcontainers and hide the one of the user there.
        for name in ["HOME", "TERM", "OLDPWD", "PWD", "SHLVL"] { environment[name] = nil }
        environment["PATH"] = Environment.defaultPath
        if environment["LANG"] == nil { environment["LANG"] = "C.UTF-8" }
        program.environment = environment.assignments
        program.input = start_open("/dev/null", O_RDONLY, 0)
        program.output = output.writeEnd
        program.errors = errors.writeEnd
        program.diesWithParent = false
        return try program.start()
    }

    private func reap(_ runtime: pid_t) -> (runtimeStatus: Int32?, hasChildren: Bool) {
        var runtimeStatus: Int32?
        while true {
            var status: Int32 = 0
            let child = waitpid(-1, &status, WNOHANG)
            if child < 0 && errno == EINTR { continue }
            if child == runtime { runtimeStatus = status }
            if child <= 0 { return (runtimeStatus, child == 0) }
        }
    }

    /// SIGPWR is how container managers ask for a shutdown; the runtime knows it under the same name.
    private static func forwarded(_ signal: Int32) -> Int32 { signal == SIGHUP ? SIGTERM : signal }

    private static func ending(_ status: Int32) -> String {
        let signal = start_ending_signal(status)
        return signal == 0
            ? "The container runtime ended with exit code \(start_exit_code(status))"
            : "The container runtime was ended by signal \(signal)"
    }
}
