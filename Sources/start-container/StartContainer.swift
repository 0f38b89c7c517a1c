import CStartContainer
import Glibc

/// The helper inside containers: process 1, subcontainers, mounts, and a few calls to the host.
@main
struct StartContainer {
    static func main() {
        do {
            exit(try run(Arguments(Array(CommandLine.arguments.dropFirst()))))
        } catch {
            printError(error.description)
            exit(error.code.rawValue)
        }
    }

    private static func run(_ given: Arguments) throws(Failure) -> Int32 {
        var arguments = given
        var socket = HostConnection.defaultPath
        while let value = try arguments.takeValue(of: ["--socket"]) { socket = value }
        guard let command = arguments.next() else {
            printLine(usage)
            return Failure.Code.invalidRequest.rawValue
        }
        switch command {
        case "init": return try ContainerInit().run()
        case "subcontainer": return try subcontainer(&arguments)
        case "bind-mount": return try BindMount(&arguments).run()
        case "pipe-wrap": return try PipeWrap(command: arguments.rest()).run()
        case "echo": printLine(arguments.rest().joined(separator: " "))
        case "git-info": printLine(environmentValue("STARTOS_GIT_HASH") ?? "unknown")
        case "help", "--help", "-h": printLine(usage)
        default: return try HostCommand(name: command, &arguments).run(HostConnection(path: socket))
        }
        return 0
    }

    private static func subcontainer(_ arguments: inout Arguments) throws(Failure) -> Int32 {
        let command = arguments.next() ?? ""
        switch command {
        case "launch": return try Launch(SubcontainerOptions(&arguments)).run()
        case "launch-init": return try Launch(SubcontainerOptions(&arguments)).runInPresentNamespaces()
        case "exec": return try Execute(SubcontainerOptions(&arguments)).run()
        case "exec-command": return try Execute(SubcontainerOptions(&arguments)).runInPresentNamespaces()
        case "create-fs": return try FileSystem.create(&arguments)
        case "destroy-fs": return try FileSystem.destroy(&arguments)
        default: throw Failure(.invalidRequest, "unknown subcontainer command", "'\(command)'")
        }
    }

    private static let usage = """
        start-container [--socket PATH] COMMAND
          init
          subcontainer launch|launch-init|exec|exec-command [OPTIONS] ROOT [COMMAND...]
              -e, --env NAME=VALUE   --env-file FILE   -u, --user USER   -w, --workdir DIR
              --force-tty   --force-stderr-tty   --pty-size ROWS:COLUMNS[:X:Y]
          subcontainer create-fs IMAGE [--name NAME]
          subcontainer destroy-fs GUID
          bind-mount --source PATH --target PATH [--recursive] [--readonly] [--file]
          pipe-wrap COMMAND...
          get-os-ip   echo TEXT...   git-info
          rebuild   restart   shutdown   get-status   set-main-status running|stopped
          get-dependencies   check-dependencies   get-data-version   set-data-version VERSION
        """
}
