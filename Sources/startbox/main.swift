import CommandLine
import Glibc
import RPCMethods
import StartDaemon

/// The program is called by many names: that of the link it is started by, or its first argument, says which it is.
let arguments = Swift.CommandLine.arguments
let calledAs = arguments.first?.split(separator: "/").last.map(String.init) ?? ""

func run(_ name: String, _ arguments: [String]) async -> Int32? {
    switch name {
    case "startd": await StartDaemonCommand.run(arguments)
    case "start-cli": await StartCLI.run(arguments)
    case "typescript":
        {
            print(TypeScript.declarations(), terminator: "")
            return 0
        }()
    default: nil
    }
}

if let status = await run(calledAs, Array(arguments.dropFirst())) {
    exit(status)
}
if arguments.count > 1, let status = await run(arguments[1], Array(arguments.dropFirst(2))) {
    exit(status)
}
print("startbox holds several programs. Call it by a link of that name, or name one: startd, start-cli, typescript.")
exit(arguments.contains("--contents") ? 0 : 1)
