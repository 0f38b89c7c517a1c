/// How severe an entry is. Ordered: a greater one is worse.
package enum LogSeverity: Int, Hashable, Comparable, Sendable {
    case debug, information, warning, error

    /// The severity of a syslog priority (RFC 5424 §6.2.1), 0 to 7.
    package init(priority: Int) {
        self =
            switch priority {
            case ...3: .error
            case 4: .warning
            case 5, 6: .information
            default: .debug
            }
    }

    /// The syslog priority that stands for it.
    package var priority: Int {
        switch self {
        case .error: 3
        case .warning: 4
        case .information: 6
        case .debug: 7
        }
    }

    package static func < (left: LogSeverity, right: LogSeverity) -> Bool {
        left.rawValue < right.rawValue
    }

    /// The severity that a word of a log means, `ERROR` or `wrn`; nil when it means none.
    init?(word: some Collection<UInt8>) {
        // Longer than any of the words below.
        guard (1...11).contains(word.count) else { return nil }
        let text = String(decoding: word.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
        guard let severity = Self.words[text] else { return nil }
        self = severity
    }

    private static let words: [String: LogSeverity] = {
        var words: [String: LogSeverity] = [:]
        let table: [(LogSeverity, String)] = [
            (
                .error,
                "emerg emergency alert crit critical crt fatal ftl panic pnc severe error err eror erro eor failure dpanic"
            ),
            (.warning, "warning warn wrn warnin"),
            (.information, "notice info inf information informational log hint note ntc msg audit"),
            (.debug, "debug dbg dbug debg trace trc verbose vrb verb fine finer finest debug1 debug2 debug3"),
        ]
        for (severity, list) in table {
            for word in list.split(separator: " ") { words[String(word)] = severity }
        }
        return words
    }()
}
