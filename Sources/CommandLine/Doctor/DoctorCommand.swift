import ArgumentParser
import Containers
import Errors
import JSONValues
import RPCClient
import RPCMethods
import SystemInterface
import SystemPackage

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check this machine and its server, and say what to do.",
        discussion: """
            Works whether the server runs or not, and changes nothing. Some checks need root. \
            The exit status is 1 when one failed, warnings alone give 0.
            """
    )

    @OptionGroup(visibility: .hidden) var server: ServerOptions
    @OptionGroup var output: FormatOptions

    @Option(help: "The data directory of the server.", completion: .directory)
    var dataDir = "/var/lib/startos"

    @Option(help: "The bridge for containers.")
    var bridge = "startbr0"

    @Option(help: "The IPv4 network of the bridge.")
    var subnet = "10.59.0.0/16"

    func run() async throws {
        let context = try CommandContext.current
        let subject = DoctorSubject(
            files: context.files, processes: context.processes, time: context.time,
            dataDirectory: context.path(dataDir), bridge: bridge, subnet: subnet, server: await answers(),
            probeIdentifierMapping: { directory throws(StartError) in try IdentifierMappingProbe.run(directory) })
        var results: [(check: DoctorCheck, diagnosis: Diagnosis)] = []
        for check in DoctorCheck.all {
            let diagnosis = await check.diagnose(subject)
            results.append((check, diagnosis))
            if output.format == nil { context.console.printStyled(Self.lines(check, diagnosis, context.console)) }
        }
        if output.format != nil { try output.print(Self.json(results.map { ($0.check, $0.diagnosis) })) }
        if results.contains(where: { $0.diagnosis.verdict == .failure }) { throw ExitCode(1) }
    }

    /// What the server tells; its failure is an answer too.
    private func answers() async -> ServerAnswers {
        do {
            return try await server.withClient { client in
                do {
                    _ = try await client.call(Methods.Server.state)
                } catch {
                    return .unreachable(StartError(wrapping: error))
                }
                do {
                    let document = try await client.call(Methods.Database.dump, PointerParameters())
                    let now = try await client.call(Methods.Server.time).now
                    return .open(document: document.value, now: Timestamp(rfc3339: now))
                } catch {
                    return .reserved(StartError(wrapping: error))
                }
            }
        } catch {
            return .unreachable(StartError(wrapping: error))
        }
    }

    static func json(_ results: [(DoctorCheck, Diagnosis)]) -> JSON {
        let worst = results.map(\.1.verdict).max() ?? .ok
        let checks = results.map { check, diagnosis -> JSON in
            [
                "id": .string(check.id), "title": .string(check.title),
                "verdict": .string(diagnosis.verdict.rawValue), "finding": .string(diagnosis.finding),
                "advice": diagnosis.advice.map(JSON.string) ?? .null,
            ]
        }
        return ["verdict": .string(worst.rawValue), "checks": .array(checks)]
    }

    /// `  ok       Kernel: Linux 6.12`, and what to do below.
    static func lines(_ check: DoctorCheck, _ diagnosis: Diagnosis, _ console: Console) -> String {
        let word = diagnosis.verdict.rawValue
        let color =
            switch diagnosis.verdict {
            case .ok: "32"
            case .skipped: "2"
            case .warning: "33"
            case .failure: "31"
            }
        let mark = console.hasColors ? "\u{1B}[\(color)m\(word)\u{1B}[0m" : word
        let space = String(repeating: " ", count: 9 - word.count)
        let texts = diagnosis.finding.split(separator: "\n") + (diagnosis.advice.map { ["→ \($0)"[...]] } ?? [])
        let clean = texts.map { TerminalText.clean(String($0)) }
        return "\(mark)\(space)\(check.title): " + clean.joined(separator: "\n         ")
    }
}
