import Containers
import Errors
import JSONValues
import SystemInterface
import SystemPackage

/// The machine and the server that are looked at.
struct DoctorSubject: Sendable {
    let files: any FileSystem
    let processes: any ProcessRunner
    let time: any TimeSource
    /// Where the server keeps its state.
    let dataDirectory: FilePath
    /// The bridge that containers are plugged into, and its network.
    let bridge: String
    let subnet: String
    /// What the server answers.
    let server: ServerAnswers
    /// Tries whether a directory's file system translates ids.
    let probeIdentifierMapping: @Sendable (FilePath) throws(StartError) -> Void

    var requirements: ContainerRequirements { ContainerRequirements(files: files) }

    /// The data directory, or the directory above in which it would be made.
    func nearestDirectory() throws(StartError) -> FilePath {
        var directory = dataDirectory
        while !directory.components.isEmpty {
            if try files.exists(directory) { return directory }
            directory.removeLastComponent()
        }
        return directory
    }

    /// The number in front in a file; nil when there is none.
    func number(in path: FilePath) throws(StartError) -> Int? {
        try files.readText(path).flatMap { $0.split(whereSeparator: \.isWhitespace).first }.flatMap { Int($0) }
    }

    /// What a program prints; nil when it is not installed or fails.
    func output(_ program: String, _ arguments: String...) async -> String? {
        guard let result = try? await processes.run(Command(program, arguments)), result.status == 0 else { return nil }
        return result.outputText
    }
}

/// What could be learned from the server itself.
enum ServerAnswers: Sendable {
    /// It does not answer: why.
    case unreachable(StartError)
    /// It answers, but does not tell us everything: why.
    case reserved(StartError)
    /// Its public document and its time of day.
    case open(document: JSON, now: Timestamp?)
}
