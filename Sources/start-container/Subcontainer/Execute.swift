import CStartContainer
import Glibc

/// `subcontainer exec`: one more program in a launched subcontainer.
///
/// A single fork: this process waits and forwards signals, its child is the program. When this process is killed the
/// program is killed too.
struct Execute {
    private let options: SubcontainerOptions

    init(_ options: SubcontainerOptions) throws(Failure) {
        guard !options.command.isEmpty else {
            throw Failure(.invalidRequest, "invalid command line", "the command is missing")
        }
        self.options = options
    }

    func run() throws(Failure) -> Int32 {
        let leader = options.root + "/proc/1"
        let directory = start_open(leader, start_path_only | O_DIRECTORY, 0)
        guard directory >= 0 else {
            throw Failure(.notFound, "the subcontainer is not running", "\(leader) is missing; launch it first")
        }
        defer { close(directory) }
        guard start_join_process_namespaces(directory) == 0 else {
            throw .system("cannot join the subcontainer", options.root, .container)
        }
        return try runInPresentNamespaces()
    }

    /// `exec-command`: for a caller that has joined the namespaces already.
    func runInPresentNamespaces() throws(Failure) -> Int32 {
        let supervision = try Supervision()
        var program = try Program(options)
        let terminal = try TerminalRelay(options)
        terminal?.connect(&program)
        let child = try program.start()
        return Supervision.exitCode(terminal?.run(supervision, child: child) ?? supervision.wait(for: child))
    }
}
