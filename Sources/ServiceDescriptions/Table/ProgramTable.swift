import JSONValues
/// The keys of programs.
enum ProgramTable {
    /// What a program can share with a daemon.
    static let like = Field(
        "like", .reference(.daemon), .optional,
        "A daemon whose image, user, directory, environment and mounts it shares.")

    /// What every program has.
    static func fields(_ scope: TextRule.Scope) -> [Field] {
        [
            Field("image", .reference(.image), .optional, "The image that it runs in; `main` when left out."),
            Field(
                "command", command(scope), .required,
                "Program and arguments as a list, or one text for the shell. A text for the shell gets values only by variables."
            ),
            Field("user", .text(.user), .optional, "Who it runs as; the user of the image when left out."),
            Field("directory", .text(.absolutePath), .optional, "Where it starts."),
            Field(
                "environment", .map(.variable, .either(scalar: .text(.template(scope)))), .standard([:]),
                "Its variables."),
            Field(
                "mounts", .map(.absolutePath, .either(scalar: .text(.plain), mapping: .record(mount))), .standard([:]),
                "Paths in its file system, each with the name of a volume (or `assets`)."),
        ]
    }

    static func command(_ scope: TextRule.Scope) -> Shape {
        .either(scalar: .text(.template([])), list: .list(.text(.template(scope)), atLeast: 1))
    }

    static let mount = Record(
        "mount", "A volume, or a part of it, in a program's file system.",
        [
            Field("volume", .text(.plain), .required, "The volume, or `assets`."),
            Field("path", .text(.relativePath), .optional, "A folder of it instead of the whole."),
            Field("readOnly", .boolean, .standard(false), "Whether the program can only read it."),
        ])

    static let daemon = Record(
        "daemon", "A program that runs all the time and is started again when it ends.",
        fields(.settings) + [
            Field(
                "requires", .list(.reference(.daemon)), .standard([]), "Daemons that must be ready before it starts."),
            Field("ready", .record(ready), .optional, "How one can tell that it works."),
            Field("stop", .record(stop), .standard([:]), "How it is ended."),
        ])

    static let ready = Record(
        "ready", "A health check; one of `port`, `http` and `command`.",
        [
            Field(
                "id", .text(.identifier), .optional,
                "The id that other services know it by; that of the daemon when left out."),
            Field("name", .text(.plain), .optional, "What people see; without a name it is not shown."),
            Field("port", .integer(1...65535), .optional, "Ready when something listens here."),
            Field("http", .record(request), .optional, "Ready when this is answered."),
            Field("command", command(.settings), .optional, "Ready when this ends with 0; runs like the daemon."),
            Field("grace", .duration, .standard(10_000), "How long after a start it may fail and still be starting."),
            Field("interval", .duration, .standard(15_000), "How often it is checked once it is ready."),
            Field("success", .text(.plain), .standard("Ready"), "What is shown when it is ready."),
            Field("failure", .text(.plain), .standard("Not ready"), "What is shown when it is not."),
        ])

    static let request = Record(
        "request", "A request to the daemon.",
        [
            Field("port", .integer(1...65535), .required, "Where."),
            Field("path", .text(.absolutePath), .standard("/"), "What."),
            Field(
                "status", .integer(100...599), .optional, "The answer that is expected; any below 400 when left out."),
        ])

    static let stop = Record(
        "stop", "How a daemon is ended.",
        [
            Field(
                "signal", .choice(["SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP"]), .standard("SIGTERM"),
                "What asks it to end."),
            Field("timeout", .duration, .standard(60_000), "How long it has before it is killed."),
        ])
}
