extension Timestamp {
    /// Reads RFC 3339: `2026-01-31T12:00:00Z`, with any fraction of a second and any offset. The `T` may be a space.
    public init?(rfc3339 text: String) {
        var rest = Array(text.utf8)[...]
        guard
            let year = Self.number(&rest, digits: 4), Self.skip(&rest, "-"),
            let month = Self.number(&rest, digits: 2), (1...12).contains(month), Self.skip(&rest, "-"),
            let day = Self.number(&rest, digits: 2), (1...Self.days(inMonth: month, of: year)).contains(day),
            Self.skip(&rest, "Tt "),
            let hour = Self.number(&rest, digits: 2), hour < 24, Self.skip(&rest, ":"),
            let minute = Self.number(&rest, digits: 2), minute < 60, Self.skip(&rest, ":"),
            let second = Self.number(&rest, digits: 2), second <= 60
        else { return nil }
        var fraction: Int64 = 0
        if Self.skip(&rest, ".") {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty else { return nil }
            for index in 0..<6 {
                let place = digits.startIndex + index
                fraction = fraction * 10 + (place < digits.endIndex ? Int64(digits[place] - 0x30) : 0)
            }
            rest = rest[digits.endIndex...]
        }
        guard let offset = Self.offset(&rest), rest.isEmpty else { return nil }
        let seconds = Self.days(toYear: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60 + second
        self.init(microseconds: (seconds - offset) * 1_000_000 + fraction)
    }

    /// `Z`, `+01:30` or `-05:00`, in seconds.
    private static func offset(_ rest: inout ArraySlice<UInt8>) -> Int64? {
        if skip(&rest, "Zz") { return 0 }
        guard let sign = rest.popFirst(), "+-".utf8.contains(sign),
            let hours = number(&rest, digits: 2), hours < 24, skip(&rest, ":"),
            let minutes = number(&rest, digits: 2), minutes < 60
        else { return nil }
        let seconds = hours * 3600 + minutes * 60
        return sign == UInt8(ascii: "-") ? -seconds : seconds
    }

    private static func number(_ rest: inout ArraySlice<UInt8>, digits: Int) -> Int64? {
        let part = rest.prefix(digits)
        guard part.count == digits, part.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        rest = rest.dropFirst(digits)
        return part.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    private static func skip(_ rest: inout ArraySlice<UInt8>, _ choices: String) -> Bool {
        guard let first = rest.first, choices.utf8.contains(first) else { return false }
        rest.removeFirst()
        return true
    }

    private static func days(inMonth month: Int64, of year: Int64) -> Int64 {
        let isLeapYear = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return month == 2 ? (isLeapYear ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar; years are counted from March.
    private static func days(toYear year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
