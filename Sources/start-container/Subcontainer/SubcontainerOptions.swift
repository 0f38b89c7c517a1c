import Glibc

/// The command line that `launch` and `exec` share.
struct SubcontainerOptions {
    var forcesTerminal = false
    var forcesErrorTerminal = false
    var terminalSize: TerminalSize?
    var environmentFiles: [String] = []
    var variables: [String] = []
    var workingDirectory: String?
    var user: String?
    let root: String
    let command: [String]

    init(_ arguments: inout Arguments) throws(Failure) {
        while true {
            if arguments.takeFlag("--force-tty") {
                forcesTerminal = true
            } else if arguments.takeFlag("--force-stderr-tty") {
                forcesErrorTerminal = true
            } else if let value = try arguments.takeValue(of: ["--pty-size"]) {
                terminalSize = try TerminalSize(value)
            } else if let value = try arguments.takeValue(of: ["--env-file"]) {
                environmentFiles.append(value)
            } else if let value = try arguments.takeValue(of: ["--env", "-e"]) {
                // Packages of the oldest SDKs name the environment file here.
                if !value.contains("=") && access(value, R_OK) == 0 {
                    environmentFiles.append(value)
                } else {
                    variables.append(value)
                }
            } else if let value = try arguments.takeValue(of: ["--workdir", "-w"]) {
                workingDirectory = value
            } else if let value = try arguments.takeValue(of: ["--user", "-u"]) {
                user = value
            } else {
                break
            }
        }
        try arguments.rejectUnknownOption()
        guard let root = arguments.next() else {
            throw Failure(.invalidRequest, "invalid command line", "the root directory of the subcontainer is missing")
        }
        self.root = root
        _ = arguments.takeFlag("--")
        command = arguments.rest()
    }
}

/// Rows and columns, and optionally pixels: `24:80` or `24:80:640:480`.
struct TerminalSize {
    let rows: UInt16
    let columns: UInt16
    let xPixels: UInt16
    let yPixels: UInt16

    init(_ text: String) throws(Failure) {
        var numbers: [UInt16] = []
        for part in text.split(separator: ":", omittingEmptySubsequences: false) {
            guard let number = UInt16(part) else {
                throw Failure(.invalidRequest, "invalid terminal size", "'\(text)'")
            }
            numbers.append(number)
        }
        guard numbers.count == 2 || numbers.count == 4 else {
            throw Failure(.invalidRequest, "invalid terminal size", "'\(text)'")
        }
        rows = numbers[0]
        columns = numbers[1]
        xPixels = numbers.count == 4 ? numbers[2] : 0
        yPixels = numbers.count == 4 ? numbers[3] : 0
    }
}
