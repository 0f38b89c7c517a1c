import Errors
import JSONValues

extension ManifestImage {
    init(fields: ManifestFields) throws(StartError) {
        source = try ManifestImageSource(fields: fields)
        guard let architectures = try fields.set("arch") else { throw fields.failure("arch", "is missing") }
        self.architectures = architectures
        emulateMissingAs = try fields.optionalString("emulateMissingAs")
        nvidiaContainer = try fields.bool("nvidiaContainer", default: false)
    }
}

extension ManifestImageSource {
    init(fields: ManifestFields) throws(StartError) {
        let rule = "must be \"packed\" or an object with one of debian, rootfs, oci, dockerBuild, dockerTag"
        let value = try fields.required("source")
        if value.string == "packed" {
            self = .packed
            return
        }
        guard let members = value.object, members.count == 1, let kind = members.keys.first else {
            throw fields.failure("source", rule)
        }
        let path = fields.name("source.\(kind)")
        switch kind {
        case "debian":
            self = .debian(try DebianImage(fields: ManifestFields(value[kind] ?? .null, path: path)))
        case "rootfs":
            let members = try ManifestFields(value[kind] ?? .null, path: path)
            self = .rootfs(path: try members.text("path"), process: try ImageProcess(fields: members))
        case "oci":
            self = .oci(try OCIImage(fields: ManifestFields(value[kind] ?? .null, path: path)))
        case "dockerBuild", "dockerTag":
            self = .docker(DockerSource(kind: kind, value: (value[kind] ?? .null).text))
        default:
            throw fields.failure("source", rule)
        }
    }
}

extension OCIImage {
    init(fields: ManifestFields) throws(StartError) {
        if let path = try fields.optionalString("path") {
            origin = .layout(path)
        } else {
            let reference = try fields.text("reference")
            guard reference.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-._:/@".contains($0)) }),
                !reference.hasPrefix("-")
            else { throw fields.failure("reference", "is \"\(reference)\", which names no image") }
            origin = .registry(reference)
        }
        process = try ImageProcess(fields: fields)
    }
}

extension DebianImage {
    init(fields: ManifestFields) throws(StartError) {
        suite = try fields.text("suite")
        packages = try fields.strings("packages") ?? []
        guard !packages.isEmpty else { throw fields.failure("packages", "must name at least one package") }
        let wrong = (packages + [suite]).first { name in
            name.hasPrefix("-") || name.isEmpty || name.utf8.contains { $0 <= 0x20 || $0 == 0x2C || $0 >= 0x7F }
        }
        if let wrong { throw fields.failure("packages", "holds \"\(wrong)\", which is no Debian name") }
        snapshot = try fields.optionalString("snapshot")
        if let snapshot, !snapshot.allSatisfy({ $0.isASCII && ($0.isNumber || "TZ".contains($0)) }) {
            throw fields.failure("snapshot", "is \"\(snapshot)\", but a moment reads like 20260101T000000Z")
        }
        process = try ImageProcess(fields: fields)
    }
}

extension ImageProcess {
    init(fields: ManifestFields) throws(StartError) {
        environment = try fields.strings("env") ?? []
        for line in environment {
            guard let equals = line.firstIndex(of: "="), equals != line.startIndex, !line.contains("\n") else {
                throw fields.failure("env", "holds \"\(line)\", but each entry is one line NAME=value")
            }
        }
        workingDirectory = try fields.optionalString("workdir") ?? "/"
        if workingDirectory.isEmpty { workingDirectory = "/" }
        user = try fields.optionalString("user") ?? "root"
        if user.isEmpty { user = "root" }
        entrypoint = try fields.strings("entrypoint")
        command = try fields.strings("cmd")
    }
}
