import Errors
import JSONValues

/// The server and its services.
extension DoctorCheck {
    static let server: [DoctorCheck] = [
        DoctorCheck(id: "server", title: "Server") { subject in
            switch subject.server {
            case .unreachable(let error):
                return .failure(
                    "The server does not answer: \(error.message)", "Start it: systemctl start startd, or run startd.")
            case .reserved(let error):
                return .warning(
                    "The server answers, but tells us nothing: \(error.message)",
                    "Run start-cli doctor as root, or log in: start-cli auth login")
            case .open(let document, _):
                return .ok("answers, version \(document["serverInfo"]?["version"]?.string ?? "unknown")")
            }
        },
        DoctorCheck(id: "services", title: "Services") { subject in
            guard case .open(let document, _) = subject.server else { return .skipped("The server does not tell.") }
            let packages = document["packageData"]?.object ?? [:]
            let findings = packages.compactMap { id, entry in trouble(id, entry) }
            guard findings.isEmpty else {
                return .warning(findings.joined(separator: "\n"), "start-cli package logs ID --level warning")
            }
            return .ok(packages.isEmpty ? "none installed" : "\(packages.count) without trouble")
        },
    ]

    /// What is wrong with a service, in a sentence; nil when all is well.
    private static func trouble(_ id: String, _ entry: JSON) -> String? {
        let status = entry["statusInfo"]
        if let reason = status?["error"]?["details"]?.string { return "\(id): \(reason)" }
        if let retry = status?["retry"], !retry.isNull {
            return "\(id) is started again and again: \(retry["reason"]?.string ?? "it ends")"
        }
        for (_, result) in status?["health"]?.object ?? [:] where result["result"]?.string == "failure" {
            let name = result["name"]?.string ?? "a check"
            return "\(id): \(name) failed: \(result["message"]?.string ?? "no reason given")"
        }
        let open = (entry["tasks"]?.object ?? [:]).values.contains {
            $0["active"]?.bool == true && $0["task"]?["severity"]?.string == "critical"
        }
        return open ? "\(id) waits for a task that must be done first" : nil
    }
}
