import JSONValues

/// Every key of `service.yaml`.
enum ServiceTable {
    static let localizedText = Shape.either(scalar: .text(.plain), mapping: .map(.locale, .text(.plain)))

    static let service = Record(
        "service", "The whole file.",
        [
            Field("id", .text(.identifier), .required, "The package id. It never changes."),
            Field(
                "version", .text(.extendedVersion), .required,
                "Version of the program, a colon, version of this packaging. Data is migrated between versions."),
            Field("title", .text(.plain), .required, "The name that people see."),
            Field("license", .text(.plain), .required, "The licence of the program, an SPDX name such as MIT."),
            Field("description", .record(description), .required, "What the service is for."),
            Field(
                "releaseNotes", localizedText, .standard("No notes for this version."), "What is new in this version."),
            Field("upstreamRepo", .text(.address), .required, "Where the source of the program is."),
            Field("packageRepo", .text(.address), .optional, "Where this package is developed."),
            Field("marketingUrl", .text(.address), .optional, "The website of the program."),
            Field("donationUrl", .text(.address), .optional, "Where one can donate to its authors."),
            Field("osVersion", .text(.version), .optional, "The version of StartOS that the package is made for."),
            Field(
                "canMigrateFrom", .text(.versionRange), .optional,
                "The versions whose data this one can take over; this one and all before it when left out."),
            Field(
                "canMigrateTo", .text(.versionRange), .standard("!"),
                "The versions that can take over the data of this one when somebody goes back; `!` is none."),
            Field(
                "satisfies", .list(.text(.extendedVersion)), .standard([]), "Further versions that this one counts as."),
            Field("icon", .text(.relativePath), .optional, "The picture; `icon.svg`, `icon.png` … when left out."),
            Field("instructions", .text(.relativePath), .standard("instructions.md"), "How to use it, in Markdown."),
            Field(
                "assets", .text(.relativePath), .optional, "A folder of files for programs; `assets` if there is one."),
            Field("images", .map(.identifier, .record(image)), .required, "The file systems that programs run in."),
            Field("volumes", .map(.identifier, .record(volume)), .standard([:]), "Places for data that stays."),
            Field(
                "settings", .map(.name, .record(setting)), .standard([:]),
                "Values that the service remembers: made once, or entered in an action. Used as `${settings.name}`."),
            Field(
                "files", .map(.volumePath, .record(file)), .standard([:]),
                "Files in volumes, written before each start. The key is the volume and the path in it."),
            Field("setup", .list(.record(step)), .standard([]), "Commands that run to their end before daemons start."),
            Field(
                "daemons", .map(.identifier, .record(ProgramTable.daemon)), .required, "Programs that run all the time."
            ),
            Field("interfaces", .map(.identifier, .record(interface)), .standard([:]), "How the service is reached."),
            Field(
                "actions", .map(.identifier, .record(ActionTable.action)), .standard([:]),
                "What a person can do with it."),
            Field(
                "tasks", .list(.record(task)), .standard([]), "Actions that a person is asked to run after installing."),
            Field(
                "dependencies", .map(.identifier, .record(dependency)), .standard([:]), "Other services that it needs."),
            Field("hardware", .record(hardware), .standard([:]), "What it needs of the machine."),
            Field("alerts", .record(alerts), .standard([:]), "Notices that appear when something has been done."),
        ])

    static let description = Record(
        "description", "Texts about the service. Every text can be a mapping from locales (`en_US`) to texts.",
        [
            Field("short", localizedText, .required, "One line."),
            Field("long", localizedText, .required, "A paragraph."),
        ])

    static let architectures = ["x86_64", "aarch64", "riscv64"]

    static let image = Record(
        "image", "A file system; one of `debian`, `rootfs`, `oci` and `docker` says where it comes from.",
        [
            Field("debian", .record(debian), .optional, "Packages of Debian."),
            Field("rootfs", .text(.relativePath), .optional, "A folder or tar file with a root file system."),
            Field("oci", .text(.relativePath), .optional, "A folder in the OCI image layout; needs umoci."),
            Field(
                "docker", .text(.plain), .optional,
                "An image of a registry, such as `registry.example/nginx:1.27`; needs skopeo and umoci."),
            Field(
                "architectures", .list(.choice(architectures), atLeast: 1), .standard(["x86_64", "aarch64"]),
                "The processors that the image exists for."),
            Field(
                "emulateMissingAs", .choice(architectures), .optional,
                "The processor whose image is emulated on machines that have none of their own."),
            Field("user", .text(.user), .optional, "Who its programs run as unless they say otherwise; `root`."),
            Field("directory", .text(.absolutePath), .optional, "Where its programs start; `/`."),
            Field("environment", .map(.variable, .scalar), .standard([:]), "Variables of all its programs."),
        ])

    static let debian = Record(
        "debian", "A file system made of Debian packages.",
        [
            Field("suite", .text(.identifier), .required, "The release, such as `trixie`."),
            Field(
                "packages", .list(.text(.debianPackage), atLeast: 1), .required,
                "What is installed, with what it needs."),
            Field(
                "snapshot", .text(.plain), .optional,
                "A moment such as `20260101T000000Z`: packages as snapshot.debian.org kept them."),
        ])

    static let volume = Record(
        "volume", "A place for data.",
        [
            Field("owner", .text(.owner), .optional, "Who owns it, as numbers."),
            Field("mode", .mode, .optional, "Its permissions, such as `0750`."),
            Field(
                "backup", .either(scalar: .boolean, mapping: .record(backup)), .standard(true),
                "Whether it is backed up, or what of it is not."),
        ])

    static let backup = Record(
        "backup", "What of a volume is backed up.",
        [
            Field(
                "exclude", .list(.text(.plain), atLeast: 1), .required,
                "Patterns of rsync for what is left out: `/cache/`.")
        ])

    static let setting = Record(
        "setting", "A value that is remembered. Without `default` and `generate` it is empty until an action saves it.",
        [
            Field("default", .scalar, .optional, "Its first value."),
            Field("generate", .record(ActionTable.randomText), .optional, "Random text, made when it is first needed."),
        ])

    static let file = Record(
        "file", "A file that the service writes for its programs.",
        [
            Field("content", .text(.template(.settings)), .required, "What is in it; `${settings.name}` is filled in."),
            Field("owner", .text(.owner), .optional, "Who owns it; as the volume when left out."),
            Field("mode", .mode, .standard(0o644), "Its permissions."),
            Field("keep", .boolean, .standard(false), "Whether a file that is there already is left alone."),
        ])

    static let step = Record(
        "step", "A command that runs to its end. When it fails, so does the start or the installation.",
        [
            Field(
                "when", .list(.choice(["install", "update", "restore", "start"]), atLeast: 1), .standard(["start"]),
                "After installing, updating or restoring the package; before each start."),
            Field("timeout", .duration, .standard(120_000), "How long it may take."),
            ProgramTable.like,
        ] + ProgramTable.fields(.settings))

    static let interface = Record(
        "interface", "A port of the service, with addresses that the server gives it.",
        [
            Field("name", .text(.plain), .required, "What people see."),
            Field("description", .text(.plain), .required, "What it is for."),
            Field(
                "type", .choice(["ui", "api", "p2p"]), .required, "For people in a browser, for programs, for peers."),
            Field("port", .integer(1...65535), .required, "Where the program listens."),
            Field("protocol", .choice(["http", "https", "tcp"]), .standard("http"), "What is spoken."),
            Field(
                "tls", .choice(["server", "service", "none"]), .optional,
                "Who encrypts: the server in front, the program, nobody. `server` for http, `service` for https, `none` for tcp."
            ),
            Field("externalPort", .integer(1...65535), .optional, "The port to offer outside if it is free."),
            Field("path", .text(.any), .standard(""), "What follows the address, such as `/admin`."),
            Field("username", .text(.plain), .optional, "A user name to put into the address."),
            Field("masked", .boolean, .standard(false), "Whether the address is a secret."),
        ])

    static let task = Record(
        "task", "A request to run an action, made when the package is installed.",
        [
            Field("action", .reference(.action), .required, "The action."),
            Field(
                "severity", .choice(["critical", "important", "optional"]), .standard("important"),
                "A service with a critical task does not start."),
            Field("reason", .text(.plain), .required, "Why, for people."),
        ])

    static let dependency = Record(
        "dependency", "Another service that this one uses.",
        [
            Field("description", localizedText, .optional, "What it is used for."),
            Field("version", .text(.versionRange), .standard("*"), "Which versions will do."),
            Field("optional", .boolean, .standard(false), "Whether the service can do without."),
            Field("running", .boolean, .standard(true), "Whether it must run, or only be installed."),
            Field("healthChecks", .list(.text(.identifier)), .standard([]), "Which of its health checks must succeed."),
            Field("title", .text(.plain), .optional, "Its name, shown while it is not installed; needs `icon`."),
            Field("icon", .text(.relativePath), .optional, "Its picture."),
        ])

    static let hardware = Record(
        "hardware", "What the service needs of the machine.",
        [
            Field("memory", .size, .optional, "The least memory, such as `2G`."),
            Field(
                "architectures", .list(.choice(architectures), atLeast: 1), .optional, "The processors that it runs on."
            ),
            Field("gpu", .boolean, .standard(false), "Whether it uses graphics devices."),
            Field("fuse", .boolean, .standard(false), "Whether it mounts file systems of its own."),
            Field("tun", .boolean, .standard(false), "Whether it makes network tunnels."),
            Field("devices", .list(.record(device)), .standard([]), "Devices that must be there."),
        ])

    static let device = Record(
        "device", "A device; what is left out may be anything.",
        [
            Field("description", .text(.plain), .required, "What it is, for people."),
            Field("class", .choice(["processor", "display"]), .required, "What kind of device."),
            Field("product", .text(.plain), .optional, "A regular expression for its name."),
            Field("vendor", .text(.plain), .optional, "A regular expression for its maker."),
            Field("capabilities", .list(.text(.plain)), .optional, "What it must be able to do."),
            Field("driver", .text(.plain), .optional, "The driver, exactly."),
        ])

    static let alerts = Record(
        "alerts", "Texts for people, shown as notifications.",
        [
            Field("install", .text(.plain), .optional, "After the package was installed."),
            Field("update", .text(.plain), .optional, "After it was updated."),
            Field("restore", .text(.plain), .optional, "After it was restored from a backup."),
        ])
}
