import Testing

@testable import start_container

@Suite struct CommandLineTests {
    @Test func optionsEndAtTheRoot() throws {
        let options = try parse(
            "--env-file=/i.env", "-e", "A=1", "--env", "B=x=y", "--user=1:2", "-w/data", "--force-tty",
            "--pty-size", "24:80:1:2", "/root", "--", "sh", "-c", "echo --user")
        #expect(options.environmentFiles == ["/i.env"])
        #expect(options.variables == ["A=1", "B=x=y"])
        #expect(options.user == "1:2")
        #expect(options.workingDirectory == "/data")
        #expect(options.forcesTerminal && !options.forcesErrorTerminal)
        #expect(options.terminalSize?.columns == 80 && options.terminalSize?.yPixels == 2)
        #expect(options.root == "/root")
        #expect(options.command == ["sh", "-c", "echo --user"])
        #expect(try parse("/root", "ls", "-l", "--env").command == ["ls", "-l", "--env"])
    }

    @Test func aFileGivenAsVariableIsAnEnvironmentFile() throws {
        let directory = try TemporaryDirectory()
        try directory.write("A=1", to: "image.env")
        let options = try parse("--env=\(directory.path)/image.env", "--env=/missing.env", "/root")
        #expect(options.environmentFiles == [directory.path + "/image.env"])
        #expect(options.variables == ["/missing.env"])
    }

    @Test(arguments: [
        ["--nonsense", "/root"], [], ["--user"], ["--pty-size=80", "/root"], ["--pty-size=a:b", "/root"],
    ])
    func nonsenseIsRefused(words: [String]) {
        #expect(throws: Failure.self) {
            var arguments = Arguments(words)
            _ = try SubcontainerOptions(&arguments)
        }
    }

    @Test func laterSourcesOfTheEnvironmentWin() throws {
        let directory = try TemporaryDirectory()
        try directory.write("A=file\nB=file\nbroken\nC=with = sign\n", to: "image.env")
        var environment = Environment()
        #expect(environment.set(assignment: "A=inherited") && environment.set(assignment: "D=inherited"))
        try environment.apply(parse("--env-file", "\(directory.path)/image.env", "-eB=option", "/root"))
        #expect(environment.assignments == ["A=file", "D=inherited", "B=option", "C=with = sign"])
        environment["A"] = nil
        #expect(environment.assignments.first == "D=inherited")
    }

    private func parse(_ words: String...) throws -> SubcontainerOptions {
        var arguments = Arguments(words)
        return try SubcontainerOptions(&arguments)
    }
}
