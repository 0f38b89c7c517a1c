import JSONValues

/// What a value may be. The one declaration that descriptions are checked against, and that the JSON Schema for editors
/// and the reference in docs/formats are made of.
indirect enum Shape: Sendable {
    case text(TextRule)
    case boolean
    case integer(ClosedRange<Int>)
    case number
    /// Text, number or true/false.
    case scalar
    /// A time span such as `30s`; milliseconds when read.
    case duration
    /// An amount of memory such as `512M`; bytes when read.
    case size
    /// Permissions such as `0750`; a number when read.
    case mode
    case choice([String])
    /// The name of something that the description defines elsewhere.
    case reference(Definition)
    case list(Shape, atLeast: Int = 0)
    /// Names chosen by the author, each with a value; in the order of the file.
    case map(TextRule, Shape)
    case record(Record)
    /// What a value is depends on how it is written.
    case either(scalar: Shape? = nil, list: Shape? = nil, mapping: Shape? = nil)
    /// A record whose member `type` says which.
    case variants([Record])
}

/// A set of names that the description defines.
enum Definition: String, Sendable {
    case image, volume, setting, daemon, action

    /// Where it is defined: the top-level key.
    var key: String { rawValue + "s" }
}

/// A mapping with known keys.
struct Record: Sendable {
    /// Unique; names the part in schema and documentation.
    let name: String
    let summary: String
    let fields: [Field]

    init(_ name: String, _ summary: String, _ fields: [Field]) {
        self.name = name
        self.summary = summary
        self.fields = fields
    }
}

/// One known key of a record.
struct Field: Sendable {
    enum Presence: Sendable, Equatable {
        case required
        /// When left out, the record has it all the same.
        case standard(JSON)
        /// When left out, it is null.
        case optional
    }

    let key: String
    let shape: Shape
    let presence: Presence
    let summary: String

    init(_ key: String, _ shape: Shape, _ presence: Presence = .optional, _ summary: String) {
        self.key = key
        self.shape = shape
        self.presence = presence
        self.summary = summary
    }
}
