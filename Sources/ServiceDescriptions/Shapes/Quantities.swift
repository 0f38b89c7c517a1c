/// Reading of time spans, amounts of memory and permissions.
enum Quantities {
    /// `500ms`, `30s`, `2m`, `1h`, in milliseconds; nil when it is none or longer than a day.
    static func duration(_ text: String) -> Int? {
        for (unit, factor) in [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)] where text.hasSuffix(unit) {
            guard let count = number(text.dropLast(unit.count)) else { continue }
            let (milliseconds, overflows) = count.multipliedReportingOverflow(by: factor)
            return overflows || milliseconds > 86_400_000 ? nil : milliseconds
        }
        return nil
    }

    /// `512M`, `2G`, `100K` (powers of 1024) or bytes.
    static func size(_ text: String) -> Int? {
        for (unit, shift) in [("K", 10), ("M", 20), ("G", 30), ("T", 40)] where text.hasSuffix(unit) {
            guard let count = number(text.dropLast()) else { return nil }
            let (bytes, overflows) = count.multipliedReportingOverflow(by: 1 << shift)
            return overflows ? nil : bytes
        }
        return number(text[...])
    }

    /// Three or four octal digits, `0750`.
    static func mode(_ text: String) -> Int? {
        guard (3...4).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x37).contains($0) }) else {
            return nil
        }
        return Int(text, radix: 8)
    }

    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }
}
