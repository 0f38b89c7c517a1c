/// Which entries of a log are asked for.
package struct LogSelection: Codable, Hashable, Sendable {
    /// How many entries at most, 50 when nil.
    package var limit: Int?
    /// Where to begin: a cursor of an earlier answer.
    package var cursor: String?
    /// Whether to page backwards from `cursor`.
    package var before: Bool?
    /// The life of the machine during which they were written; any when nil.
    package var boot: LogBoot?
    /// A text that the message contains; upper and lower case are the same.
    package var search: String?
    /// The least severe level that counts; all when nil.
    package var level: LogLevel?
    /// The time of the oldest entry, RFC 3339.
    package var since: String?
    /// The time that all entries are before, RFC 3339.
    package var until: String?

    package init(
        limit: Int? = nil, cursor: String? = nil, before: Bool? = nil, boot: LogBoot? = nil, search: String? = nil,
        level: LogLevel? = nil, since: String? = nil, until: String? = nil
    ) {
        self.limit = limit
        self.cursor = cursor
        self.before = before
        self.boot = boot
        self.search = search
        self.level = level
        self.since = since
        self.until = until
    }
}

/// A `LogSelection` in the log of one package: the members of both side by side.
package struct LogsParameters: Codable, Sendable {
    package let id: String
    package let selection: LogSelection

    package init(id: String, _ selection: LogSelection = LogSelection()) {
        self.id = id
        self.selection = selection
    }

    private enum CodingKeys: String, CodingKey {
        case id
    }

    package init(from decoder: any Decoder) throws {
        id = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .id)
        selection = try LogSelection(from: decoder)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try selection.encode(to: encoder)
    }
}

/// How severe an entry is, as far as its text tells.
package enum LogLevel: String, Codable, CaseIterable, Sendable {
    case error, warning, info, debug
}

/// A life of the machine: the number of boots from now (0 is this one, -1 the one before), or its id.
package enum LogBoot: Codable, Hashable, Sendable, TypeScriptDescribed {
    case offset(Int)
    case id(String)

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let offset = try? container.decode(Int.self) {
            self = .offset(offset)
        } else {
            self = .id(try container.decode(String.self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .offset(let offset): try container.encode(offset)
        case .id(let id): try container.encode(id)
        }
    }

    package static var typeScript: String { "number | string" }
    package static var sample: LogBoot { .offset(0) }
}

package struct LogEntry: Codable, Hashable, Sendable {
    /// RFC 3339, UTC.
    package let timestamp: String
    package let message: String
    package let bootId: String
    package let level: LogLevel
    /// In what is followed: where to go on after this entry.
    package let cursor: String?

    package init(timestamp: String, message: String, bootId: String, level: LogLevel, cursor: String? = nil) {
        self.timestamp = timestamp
        self.message = message
        self.bootId = bootId
        self.level = level
        self.cursor = cursor
    }
}

package struct LogPage: Codable, Sendable {
    /// Oldest first.
    package let entries: [LogEntry]
    /// Where to go back from, with `before`; nil when the log is empty there.
    package let startCursor: String?
    /// Where to go on from; nil when the log is empty there.
    package let endCursor: String?
    /// Whether there is more in the direction of paging. The page may be short, even empty, all the same: one call
    /// looks at a bounded part of the log. Go on from its cursor.
    package let more: Bool
    /// Whether entries after the cursor that was given have been removed; the page begins with the oldest that is left.
    package let expired: Bool

    package init(entries: [LogEntry], startCursor: String?, endCursor: String?, more: Bool, expired: Bool) {
        self.entries = entries
        self.startCursor = startCursor
        self.endCursor = endCursor
        self.more = more
        self.expired = expired
    }
}

package struct LogSubscription: Codable, Sendable {
    /// Where to go back from; nil when there is nothing before.
    package let startCursor: String?
    /// Opens `/ws/rpc/<guid>` once, within 30 seconds: a text frame per `LogEntry`.
    package let guid: String

    package init(startCursor: String?, guid: String) {
        self.startCursor = startCursor
        self.guid = guid
    }
}
