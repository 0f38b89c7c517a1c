import CStartContainer
import Glibc

/// Everything a child needs, ready before the fork.
struct Program {
    var command: [String]
    var environment: [String] = []
    var root: String?
    var mountsProc = false
    var identity: UserIdentity?
    var directory = "/"
    var input: Int32 = -1
    var output: Int32 = -1
    var errors: Int32 = -1
    var controlsTerminal = false
    var diesWithParent = true

    init(command: [String]) { self.command = command }

    /// A program inside a subcontainer, with its environment and user resolved against the image.
    init(_ options: SubcontainerOptions) throws(Failure) {
        command = options.command
        root = options.root
        directory = options.workingDirectory.flatMap { $0.isEmpty ? nil : $0 } ?? "/"
        let imageRoot = try Descriptor(opening: options.root, start_path_only | O_DIRECTORY)
        let identity = UserIdentity(options.user ?? "root", root: imageRoot)
        var environment = Environment.inherited()
        try environment.apply(options)
        if environment["HOME"] == nil, let home = identity.home { environment["HOME"] = home }
        if environment["PATH"] == nil { environment["PATH"] = Environment.defaultPath }
        self.environment = environment.assignments
        self.identity = identity
    }

    /// Starts the program and returns its process id as soon as it runs.
    func start() throws(Failure) -> pid_t {
        var execution = start_execution()
        execution.mounts_proc = mountsProc
        execution.input = input
        execution.output = output
        execution.errors = errors
        execution.controls_terminal = controlsTerminal
        execution.dies_with_parent = diesWithParent
        if let identity {
            execution.changes_user = true
            execution.user = identity.user
            execution.group = identity.group
            execution.group_count = identity.supplementaryGroups.count
        }
        var failure = start_failure()
        let child = withCStrings(command) { arguments in
            withCStrings(environment) { variables in
                withOptionalCString(root) { root in
                    directory.withCString { directory in
                        (identity?.supplementaryGroups ?? []).withUnsafeBufferPointer { groups in
                            execution.root = root
                            execution.directory = directory
                            execution.groups = groups.baseAddress
                            execution.arguments = command.isEmpty ? nil : arguments
                            execution.environment = variables
                            return start_execute(&execution, &failure)
                        }
                    }
                }
            }
        }
        guard child > 0 else { throw self.failure(failure) }
        return child
    }

    private func failure(_ failure: start_failure) -> Failure {
        let step = withUnsafeBytes(of: failure.step) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        let subject = step == "execute" ? (command.first ?? "") : step == "enter directory" ? directory : root ?? ""
        let code: Failure.Code = failure.error == ENOENT && step == "execute" ? .notFound : .container
        return Failure(code, "cannot \(step)", "\(subject): \(String(cString: strerror(failure.error)))")
    }
}

/// Calls the body with a null-terminated array of C strings.
private func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>?) -> Result
) -> Result {
    var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
}

private func withOptionalCString<Result>(_ string: String?, _ body: (UnsafePointer<CChar>?) -> Result) -> Result {
    guard let string else { return body(nil) }
    return string.withCString(body)
}
