import JSONValues
/// The keys of actions and their forms.
enum ActionTable {
    static let action = Record(
        "action", "Something that a person can do: fill in a form, which is saved, given to a command, or both.",
        [
            Field("name", .text(.plain), .required, "What people see."),
            Field("description", .text(.plain), .required, "What it does."),
            Field("warning", .text(.plain), .optional, "What people must confirm first."),
            Field("group", .text(.plain), .optional, "The heading that it stands below."),
            Field("visibility", .choice(["enabled", "hidden"]), .standard("enabled"), "Whether it is listed."),
            Field(
                "allowedStatuses", .choice(["any", "only-running", "only-stopped"]), .standard("any"),
                "When it can be run."),
            Field("form", .map(.name, .variants(fields)), .standard([:]), "What is asked, in this order."),
            Field("save", .list(.reference(.setting)), .standard([]), "Which fields become settings of the same name."),
            Field("run", .record(run), .optional, "What is run then."),
            Field(
                "restart", .boolean, .standard(false), "Whether the service is restarted afterwards, if it runs."),
            Field("result", .record(result), .optional, "What is shown at the end."),
        ])

    static let run = Record(
        "run", "A command of an action.",
        [
            ProgramTable.like,
            Field("stdin", .text(.template([.settings, .input])), .optional, "What it reads; the way for secrets."),
            Field("timeout", .duration, .standard(60_000), "How long it may take, at most two minutes."),
        ] + ProgramTable.fields([.settings, .input]))

    static let result = Record(
        "result",
        "What an action shows. `${output}` is what its command printed, `${output.a.b}` a member of that JSON.",
        [
            Field("title", .text(.plain), .required, "The heading."),
            Field("message", .text(.template([.settings, .input, .output])), .optional, "A sentence."),
            Field("value", .text(.template([.settings, .input, .output])), .optional, "A value to copy."),
        ] + presentation + [
            Field("values", .list(.record(value)), .standard([]), "Several values instead of one.")
        ])

    private static let presentation = [
        Field("masked", .boolean, .standard(false), "Whether the value is hidden until one asks for it."),
        Field("copyable", .boolean, .standard(true), "Whether it can be copied."),
        Field("qr", .boolean, .standard(false), "Whether a QR code is shown."),
    ]

    static let value = Record(
        "value", "One of several values.",
        [
            Field("name", .text(.plain), .required, "What it is."),
            Field("description", .text(.plain), .optional, "More about it."),
            Field("value", .text(.template([.settings, .input, .output])), .required, "The value."),
        ] + presentation)

    static let randomText = Record(
        "randomText", "Random text.",
        [
            Field(
                "charset", .text(.plain), .standard("a-z,A-Z,0-9"),
                "Its characters: single ones and ranges, with commas."),
            Field("len", .integer(1...1024), .required, "How many."),
        ])

    /// What every field has.
    private static func field(
        _ type: String, _ summary: String, default shape: Shape?, isRequired: Bool, _ more: [Field]
    ) -> Record {
        var fields = [
            Field("type", .choice([type]), .required, "`\(type)`"),
            Field("name", .text(.plain), .required, "What people see."),
            Field("description", .text(.plain), .optional, "Help."),
            Field("warning", .text(.plain), .optional, "What people must confirm before they change it."),
            Field("footnote", .text(.plain), .optional, "A small text below."),
            Field("immutable", .boolean, .standard(false), "Whether it stays as it was first saved."),
        ]
        if isRequired { fields.append(Field("required", .boolean, .standard(true), "Whether it must be filled in.")) }
        if let shape {
            fields.append(Field("default", shape, .optional, "What it says at first, when nothing is saved."))
        }
        return Record("field: \(type)", summary, fields + more)
    }

    private static let patterns = Field(
        "patterns", .list(.record(pattern)), .standard([]), "What it must look like; every pattern must match.")

    static let pattern = Record(
        "pattern", "A rule for a text.",
        [
            Field("regex", .text(.plain), .required, "A regular expression of JavaScript, for the whole text."),
            Field("description", .text(.plain), .required, "What to say when it does not match."),
        ])

    private static func lengths(_ of: String) -> [Field] {
        [
            Field("minLength", .integer(0...1_000_000), .optional, "The fewest \(of)."),
            Field("maxLength", .integer(0...1_000_000), .optional, "The most \(of)."),
        ]
    }

    static let fields: [Record] = [
        field(
            "text", "One line.", default: .text(.any), isRequired: true,
            lengths("characters") + [
                patterns,
                Field("masked", .boolean, .standard(false), "Whether it is shown as dots."),
                Field(
                    "inputmode", .choice(["text", "email", "tel", "url"]), .standard("text"), "The keyboard on a phone."
                ),
                Field("placeholder", .text(.plain), .optional, "An example, shown while it is empty."),
                Field("generate", .record(randomText), .optional, "A button that fills in random text."),
            ]),
        field(
            "textarea", "Several lines.", default: .text(.any), isRequired: true,
            lengths("characters") + [
                patterns,
                Field("placeholder", .text(.plain), .optional, "An example, shown while it is empty."),
                Field("minRows", .integer(1...100), .standard(3), "How high it is at first."),
                Field("maxRows", .integer(1...100), .standard(6), "How high it may grow."),
            ]),
        field(
            "number", "A number.", default: .number, isRequired: true,
            [
                Field("min", .number, .optional, "The least."),
                Field("max", .number, .optional, "The most."),
                Field("integer", .boolean, .standard(true), "Whether it is a whole number."),
                Field("step", .number, .optional, "How far one click goes."),
                Field("units", .text(.plain), .optional, "What is counted."),
                Field("placeholder", .text(.plain), .optional, "An example, shown while it is empty."),
            ]),
        field("color", "A colour, `#rrggbb`.", default: .text(.plain), isRequired: true, []),
        field(
            "datetime", "A date, a time, or both.", default: .text(.plain), isRequired: true,
            [
                Field(
                    "inputmode", .choice(["date", "time", "datetime-local"]), .standard("datetime-local"),
                    "Which of them."),
                Field("min", .text(.plain), .optional, "The earliest."),
                Field("max", .text(.plain), .optional, "The latest."),
            ]),
        field("toggle", "On or off.", default: .boolean, isRequired: false, []),
        field(
            "select", "One of several.", default: .text(.plain), isRequired: false,
            [Field("values", .map(.any, .text(.plain)), .required, "What can be chosen: each value with its label.")]),
        field(
            "multiselect", "Any of several.", default: .list(.text(.plain)), isRequired: false,
            [Field("values", .map(.any, .text(.plain)), .required, "What can be chosen: each value with its label.")]
                + lengths("of them")),
    ]
}
