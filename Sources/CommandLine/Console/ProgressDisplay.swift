import JSONValues

/// One line per phase of a long piece of work, redrawn in place; nothing where nobody can watch.
struct ProgressDisplay {
    private let console: Console
    private var drawnLines = 0
    private var last: [String] = []

    init(_ console: Console) {
        self.console = console
    }

    /// Draws a `FullProgress` value.
    mutating func show(_ progress: JSON) {
        guard console.isInteractive else { return }
        var lines = (progress["phases"]?.array ?? []).map { phase in
            Self.line(phase["name"]?.string ?? "", phase["progress"] ?? .null)
        }
        lines.append(Self.line("Overall", progress["overall"] ?? .null))
        guard lines != last else { return }
        last = lines
        var text = drawnLines > 0 ? "\u{1B}[\(drawnLines)A" : ""
        for line in lines { text += "\u{1B}[2K" + line + "\n" }
        drawnLines = lines.count
        console.writeError(Array(text.utf8))
    }

    /// The state of one phase in words: `name  [#####-----]  50%  5.0 MiB / 10.0 MiB`.
    static func line(_ name: String, _ progress: JSON) -> String {
        let title = name.count < 28 ? name + String(repeating: " ", count: 28 - name.count) : name
        switch progress {
        case .bool(true): return "\(title) done"
        case .bool(false): return "\(title) …"
        case .object:
            // A nested piece of work shows as the whole of it.
            if let overall = progress["overall"] { return line(name, overall) }
            let done = progress["done"]?.double ?? 0
            let amount = Self.amount(done, progress["units"]?.string)
            guard let total = progress["total"]?.double, total > 0 else { return "\(title) \(amount)" }
            let share = min(1, max(0, done / total))
            let filled = Int(share * 24)
            let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: 24 - filled)
            let percent = String(Int(share * 100))
            let padded = String(repeating: " ", count: 3 - percent.count) + percent
            return "\(title) [\(bar)] \(padded)%  \(amount) / \(Self.amount(total, progress["units"]?.string))"
        default: return title
        }
    }

    private static func amount(_ count: Double, _ unit: String?) -> String {
        guard unit == "bytes" else { return String(Int(count)) }
        var value = count
        var names = ["B", "KiB", "MiB", "GiB", "TiB"][...]
        while value >= 1024, names.count > 1 {
            value /= 1024
            names.removeFirst()
        }
        guard let name = names.first, name != "B" else { return "\(Int(value)) B" }
        let tenths = Int(value * 10)
        return "\(tenths / 10).\(tenths % 10) \(name)"
    }
}
