import CStartContainer
import Glibc

/// Root file systems of subcontainers: an overlay over an image, made inside the container's own user namespace.
enum FileSystem {
    static let base = "/media/startos/subcontainers"
    private static let images = "/media/startos/images"

    /// Where a subcontainer's writable layer lives, beside its mount point.
    private static func layer(_ guid: String) -> String { "\(base)/.layers/\(guid)" }

    /// Prints `["<path>","<guid>"]`.
    static func create(_ arguments: inout Arguments) throws(Failure) -> Int32 {
        var name: String?
        var image: String?
        while true {
            if let value = try arguments.takeValue(of: ["--name"]) {
                name = value
            } else {
                try arguments.rejectUnknownOption()
                guard let word = arguments.next() else { break }
                guard image == nil else {
                    throw Failure(.invalidRequest, "invalid command line", "unexpected '\(word)'")
                }
                image = word
            }
        }
        guard let image, isIdentifier(image) else {
            throw Failure(.invalidRequest, "invalid image id", "'\(image ?? "")'")
        }
        let lower = "\(images)/\(image)"
        guard access(lower, F_OK) == 0 else {
            throw Failure(.notFound, "no such image", "'\(image)' is not an image of this package")
        }
        let guid = try randomGUID()
        do {
            try mount(lower, guid: guid)
            try writeNames(guid: guid)
            let note =
                "{\"id\":\(quoted(guid)),\"name\":\(quoted(name ?? "subcontainer-\(image)")),"
                + "\"imageId\":\(quoted(image))}\n"
            _ = try Descriptor(opening: layer(guid) + "/info.json", O_WRONLY | O_CREAT | O_TRUNC).writeAll(note)
        } catch {
            try? remove(guid)
            throw error
        }
        printLine("[\(quoted("\(base)/\(guid)")),\(quoted(guid))]")
        return 0
    }

    static func destroy(_ arguments: inout Arguments) throws(Failure) -> Int32 {
        let guid = arguments.next() ?? ""
        try arguments.rejectRemainder()
        guard guid.count == 32, guid.utf8.allSatisfy({ alphabet.contains($0) }) else {
            throw Failure(.invalidRequest, "invalid subcontainer id", "'\(guid)'")
        }
        guard access("\(base)/\(guid)", F_OK) == 0 else {
            printError("start-container: warning: there is no subcontainer \(guid)")
            return 0
        }
        try remove(guid)
        return 0
    }

    /// Removes what an earlier life of the container left; nothing is mounted at that time.
    static func removeLeftovers() {
        guard let directory = try? Descriptor(opening: base, O_RDONLY | O_DIRECTORY) else { return }
        _ = start_remove_children(directory.number)
    }

    private static func mount(_ lower: String, guid: String) throws(Failure) {
        let upper = layer(guid) + "/upper"
        let work = layer(guid) + "/work"
        for path in [upper, work, "\(base)/\(guid)"] { try makeDirectories(path) }
        // Volatile: the writable layer is thrown away with the container, so syncing it would be wasted.
        let options = "lowerdir=\(lower),upperdir=\(upper),workdir=\(work),userxattr,volatile"
        guard start_mount("overlay", "\(base)/\(guid)", "overlay", 0, options) == 0 else {
            throw .system("cannot mount the subcontainer", lower)
        }
    }

    private static func writeNames(guid: String) throws(Failure) {
        let root = try Descriptor(opening: "\(base)/\(guid)", start_path_only | O_DIRECTORY)
        guard mkdirat(root.number, "etc", 0o755) == 0 || errno == EEXIST else {
            throw .system("cannot create", "etc")
        }
        let name = hostName()
        for (path, content) in [("etc/hostname", name + "\n"), ("etc/hosts", hostTable(name))] {
            guard let file = root.openInside(path, O_WRONLY | O_CREAT | O_TRUNC), file.writeAll(content) else {
                throw .system("cannot write", path)
            }
        }
    }

    /// Detaches the whole subtree and frees the writable layer.
    private static func remove(_ guid: String) throws(Failure) {
        let path = "\(base)/\(guid)"
        // The copies of /dev and /sys in there are peers of the container's own, which would lose its mounts with them.
        guard start_make_tree_private(path) == 0 else { throw .system("cannot detach", path) }
        while start_is_mount_point(path) {
            guard start_unmount_lazily(path) == 0 else { throw .system("cannot unmount", path) }
        }
        _ = rmdir(path)
        let layers = try Descriptor(opening: layer(guid), O_RDONLY | O_DIRECTORY)
        guard start_remove_children(layers.number) == 0, rmdir(layer(guid)) == 0 else {
            throw .system("cannot remove", layer(guid))
        }
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    /// 160 random bits as 32 characters of base 32.
    private static func randomGUID() throws(Failure) -> String {
        var bytes = [UInt8](repeating: 0, count: 32)
        guard start_random_bytes(&bytes, bytes.count) == 0 else { throw .system("no random numbers", "getrandom") }
        return String(decoding: bytes.map { alphabet[Int($0 & 31)] }, as: UTF8.self)
    }

    private static func isIdentifier(_ text: String) -> Bool {
        let allowed = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "-")
        }
        return allowed && !text.isEmpty && !text.hasPrefix("-") && !text.hasSuffix("-") && !text.contains("--")
    }
}

/// The name of this container.
func hostName() -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let result = buffer.withUnsafeMutableBytes { bytes -> Int32 in
        guard let start = bytes.baseAddress else { return -1 }
        return gethostname(start.assumingMemoryBound(to: CChar.self), bytes.count - 1)
    }
    return result == 0 ? String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self) : "localhost"
}
