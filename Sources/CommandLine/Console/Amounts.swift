import Errors

/// Numbers of bytes and lengths of time, as people write and read them.
enum Amounts {
    private static let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]

    /// `1.5 MiB`, in binary units with one digit after the point.
    static func bytes(_ count: Double) -> String {
        var value = max(0, count)
        var unit = 0
        while value >= 1024, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        guard unit > 0 else { return "\(Int(value)) B" }
        let tenths = Int(value * 10)
        return "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }

    /// `512M`, `1.5GiB`, `4096`: binary units of 1024, in any case, with or without `B` or `iB`.
    static func parseBytes(_ text: String) throws(StartError) -> Int64 {
        let failure = StartError(.invalidRequest, "\"\(text)\" is no size such as 512M or 10G.")
        let lower = text.lowercased()
        let digits = lower.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let suffix = lower.dropFirst(digits.count).drop { $0 == " " }
        let letters = ["", "k", "m", "g", "t", "p"]
        let unit = suffix.hasSuffix("ib") ? suffix.dropLast(2) : suffix.hasSuffix("b") ? suffix.dropLast() : suffix
        guard let power = letters.firstIndex(of: String(unit)), let value = Double(digits), value.isFinite else {
            throw failure
        }
        let bytes = value * (0..<power).reduce(1) { product, _ in product * 1024 }
        guard bytes >= 0, bytes < Double(Int64.max) else { throw failure }
        return Int64(bytes.rounded())
    }

    /// `90s`, `10m`, `2h`, `1d`, `1w`; nil when it is none.
    static func duration(_ text: String) -> Duration? {
        let seconds: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
        guard let unit = text.last.flatMap({ seconds[$0] }), let count = Int(text.dropLast()), count >= 0,
            count < 1_000_000
        else { return nil }
        return .seconds(count * unit)
    }

    /// `1d 2h`, `3m 20s`: the two greatest parts.
    static func words(_ seconds: Int) -> String {
        let parts = [
            (seconds / 86_400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s"),
        ]
        let rest = parts.drop { $0.0 == 0 }.prefix(2)
        return rest.isEmpty ? "0s" : rest.map { "\($0.0)\($0.1)" }.joined(separator: " ")
    }
}
