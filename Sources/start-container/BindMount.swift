import CStartContainer
import Glibc

/// `bind-mount`: attaches a clone of a mount tree at a place that is made when it is missing.
struct BindMount {
    private var source = ""
    private var target = ""
    private var isRecursive = false
    private var isReadOnly = false
    private var isFile = false
    private var isMapped = false

    init(_ arguments: inout Arguments) throws(Failure) {
        while true {
            if let value = try arguments.takeValue(of: ["--source"]) {
                source = value
            } else if let value = try arguments.takeValue(of: ["--target"]) {
                target = value
            } else if try arguments.takeValue(of: ["--idmap"]) != nil {
                isMapped = true
            } else if arguments.takeFlag("--recursive") {
                isRecursive = true
            } else if arguments.takeFlag("--readonly") {
                isReadOnly = true
            } else if arguments.takeFlag("--file") {
                isFile = true
            } else {
                break
            }
        }
        try arguments.rejectUnknownOption()
        try arguments.rejectRemainder()
        guard !source.isEmpty, !target.isEmpty else {
            throw Failure(.invalidRequest, "invalid command line", "bind-mount needs --source and --target")
        }
    }

    func run() throws(Failure) -> Int32 {
        guard !isMapped else {
            throw Failure(
                .invalidRequest, "cannot map ids",
                "--idmap is not available for own volumes yet; mount \(source) without it")
        }
        let tree = start_clone_tree(source, isRecursive)
        guard tree >= 0 else { throw .system("cannot clone the mount", source) }
        defer { close(tree) }
        if isReadOnly && start_make_tree_read_only(tree, isRecursive) != 0 {
            throw .system("cannot make read-only", source)
        }
        let place = try openTarget()
        guard start_attach_tree(tree, place.number) == 0 else { throw .system("cannot mount at", target) }
        return 0
    }

    /// The mount point. Inside a subcontainer links are followed as its programs see them, so that an image whose
    /// `/var/run` points to `/run` does not lead out of itself.
    private func openTarget() throws(Failure) -> Descriptor {
        let (rootPath, relative) = Self.split(target)
        let root = try Descriptor(opening: rootPath, start_path_only | O_DIRECTORY)
        let parts = relative.split(separator: "/").map(String.init)
        var path = "."
        for (index, part) in parts.enumerated() {
            let parent = path
            path += "/" + part
            if root.openInside(path, start_path_only) != nil { continue }
            guard let directory = root.openInside(parent, O_RDONLY | O_DIRECTORY) else {
                throw .system("cannot open", "\(rootPath)/\(parent)")
            }
            if isFile && index == parts.count - 1 {
                let made = openat(directory.number, part, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
                guard made >= 0 else { throw .system("cannot create file", target) }
                close(made)
            } else if mkdirat(directory.number, part, 0o755) != 0 && errno != EEXIST {
                throw .system("cannot create directory", target)
            }
        }
        guard let place = root.openInside(path, start_path_only) else { throw .system("cannot open", target) }
        return place
    }

    private static func split(_ target: String) -> (root: String, relative: String) {
        let prefix = FileSystem.base + "/"
        guard target.hasPrefix(prefix) else { return ("/", target) }
        let rest = target.dropFirst(prefix.count)
        let end = rest.firstIndex(of: "/") ?? rest.endIndex
        return (prefix + rest[..<end], String(rest[end...]))
    }
}
