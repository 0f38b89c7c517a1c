import JSONValues

/// How a long piece of work goes: bars that are redrawn in place on a terminal, else one plain line per phase.
struct ProgressDisplay {
    private let console: Console
    private var drawnLines = 0
    private var last: [String] = []
    private var rates: [String: TransferRate] = [:]
    private var told: Set<String> = []

    init(_ console: Console) {
        self.console = console
    }

    /// Shows a `FullProgress` value.
    ///
    /// - Parameter uptime: The time of any clock that does not go back.
    mutating func show(_ progress: JSON, at uptime: Duration) {
        guard !console.isQuiet else { return }
        let phases = (progress["phases"]?.array ?? []).map { phase in
            (name: TerminalText.clean(phase["name"]?.string ?? ""), progress: phase["progress"] ?? .null)
        }
        guard console.isInteractive else { return tell(phases) }
        var lines = phases.map { phase in
            Self.line(phase.name, phase.progress, rate: rate(of: phase.name, phase.progress, at: uptime))
        }
        lines.append(Self.line("Overall", progress["overall"] ?? .null))
        guard lines != last else { return }
        last = lines
        var text = drawnLines > 0 ? "\u{1B}[\(drawnLines)A" : ""
        // Only what fits stays one line, and only then does going up as many lines as there are phases work.
        let width = (console.columns ?? 120) - 1
        for line in lines { text += "\u{1B}[2K" + TerminalText.truncated(line, to: width) + "\n" }
        drawnLines = lines.count
        console.writeError(Array(text.utf8))
    }

    /// Where nothing can be redrawn: a line when a phase begins and one when it is done.
    private mutating func tell(_ phases: [(name: String, progress: JSON)]) {
        for phase in phases where !phase.progress.isNull {
            let words = phase.progress == .bool(true) ? "done" : "…"
            // Phases that were skipped are told as done alone.
            if told.insert("\(phase.name) \(words)").inserted { console.printError("\(phase.name) \(words)") }
        }
    }

    private mutating func rate(of name: String, _ progress: JSON, at uptime: Duration) -> Double? {
        guard progress["units"]?.string == "bytes", let done = progress["done"]?.double else { return nil }
        return rates[name, default: TransferRate()].measure(done, at: uptime)
    }

    /// The state of one phase in words: `name  [#####-----]  50%  5.0 MiB / 10.0 MiB  1.0 MiB/s  5s`.
    static func line(_ name: String, _ progress: JSON, rate: Double? = nil) -> String {
        let title = name + String(repeating: " ", count: max(0, 28 - TerminalText.width(name)))
        switch progress {
        case .bool(true): return "\(title) done"
        case .bool(false): return "\(title) …"
        case .object:
            // A nested piece of work shows as the whole of it.
            if let overall = progress["overall"] { return line(name, overall) }
            let done = progress["done"]?.double ?? 0
            let unit = progress["units"]?.string
            let speed = rate.map { "  \(Amounts.bytes($0))/s" } ?? ""
            guard let total = progress["total"]?.double, total > 0 else {
                return "\(title) \(amount(done, unit))\(speed)"
            }
            let share = min(1, max(0, done / total))
            let filled = Int(share * 24)
            let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: 24 - filled)
            let percent = String(Int(share * 100))
            let padded = String(repeating: " ", count: 3 - percent.count) + percent
            // What a package says of its progress may be any number.
            let seconds = rate.flatMap { $0 > 0 ? Int(min(max(0, total - done) / $0, 1e9)) : nil }
            let left = seconds.map { "  \(Amounts.words($0))" } ?? ""
            return "\(title) [\(bar)] \(padded)%  \(amount(done, unit)) / \(amount(total, unit))\(speed)\(left)"
        default: return title
        }
    }

    private static func amount(_ count: Double, _ unit: String?) -> String {
        unit == "bytes" ? Amounts.bytes(count) : String(Int(min(max(0, count), 1e15)))
    }
}

/// How fast bytes come, over the last seconds.
struct TransferRate {
    /// What is older counts no more.
    private static let span = Duration.seconds(5)

    private var samples: [(uptime: Duration, bytes: Double)] = []

    /// Bytes a second; nil until there is something to compare with.
    mutating func measure(_ bytes: Double, at uptime: Duration) -> Double? {
        samples.append((uptime, bytes))
        // One from before the span stays: it is what the others are measured against.
        while samples.count > 2, uptime - samples[1].uptime > Self.span { samples.removeFirst() }
        guard let first = samples.first, uptime - first.uptime >= .milliseconds(500) else { return nil }
        return max(0, bytes - first.bytes) / ((uptime - first.uptime) / .seconds(1))
    }
}
