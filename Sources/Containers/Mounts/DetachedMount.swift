import CLinux
import Errors
import Glibc
import SystemPackage

/// A mount that is not attached anywhere yet; the value going unattached frees it.
struct DetachedMount: ~Copyable {
    private let descriptor: Descriptor

    /// A new mount of a squashfs image inside a file. Its loop device goes with its last mount.
    init(squashfs file: FilePath, offset: Int64, size: Int64) throws(StartError) {
        let image = try Descriptor(opening: file, O_RDONLY)
        guard offset >= 0, size > 0 else {
            throw StartError(.invalidRequest, "\(size) bytes at \(offset) of \(file) are no file system.")
        }
        // Loop devices count in sectors. What the last one takes too much is never read.
        let sectors = (UInt64(size) + 511) / 512 * 512
        var number: CInt = 0
        let device = try Descriptor(
            linux_attach_loop(image.rawValue, UInt64(offset), sectors, file.lastComponent?.string ?? "", &number),
            "attach a loop device to \(file)")
        descriptor = try Self.new("squashfs", [("source", "/dev/loop\(number)"), ("ro", nil)], readOnly: true)
        // The device stays open until here: without a user it would free itself.
        _ = consume device
    }

    /// A copy of the mount that `path` is on, rooted there.
    init(copying path: FilePath) throws(StartError) {
        descriptor = try Descriptor(linux_clone_mount(AT_FDCWD, path.string), "copy the mount of \(path)")
    }

    /// A copy of the mount that an open file is on, rooted there.
    init(copying file: borrowing Descriptor, path: FilePath) throws(StartError) {
        descriptor = try Descriptor(linux_clone_mount(file.rawValue, ""), "copy the mount of \(path)")
    }

    /// An overlay of attached directories, topmost first. Its changes are lost when the machine stops.
    init(overlay lower: [FilePath], upper: FilePath, work: FilePath) throws(StartError) {
        // Colons and backslashes have a meaning in this list.
        let list = lower.map { path in
            path.string.reduce(into: "") { $0 += $1 == ":" || $1 == "\\" ? "\\\($1)" : "\($1)" }
        }
        descriptor = try Self.new(
            "overlay",
            [
                ("source", "overlay"), ("lowerdir", list.joined(separator: ":")), ("upperdir", upper.string),
                ("workdir", work.string), ("volatile", nil),
            ],
            readOnly: false
        )
    }

    /// Translates ids. Only a mount that was never attached and never translated can be.
    func translate(_ namespace: borrowing UserNamespace) throws(StartError) {
        let result = linux_set_mount_attributes(descriptor.rawValue, 0, 0, 0, namespace.descriptor.rawValue)
        guard result != -EINVAL else {
            throw StartError(
                .filesystem,
                "This file system cannot translate ids. Linux 6.12 or newer is needed, and no network file system.")
        }
        try check(result, "translate the ids of a mount")
    }

    /// No device files; nothing writable when `readOnly`.
    func restrict(readOnly: Bool) throws(StartError) {
        let attributes = UInt64(LINUX_MOUNT_NO_DEV | (readOnly ? LINUX_MOUNT_READ_ONLY : 0))
        try check(linux_set_mount_attributes(descriptor.rawValue, attributes, 0, 0, -1), "restrict a mount")
    }

    /// Lets what is mounted below later appear in copies of this mount, as containers hold them.
    func share() throws(StartError) {
        let shared = UInt64(LINUX_PROPAGATION_SHARED)
        try check(linux_set_mount_attributes(descriptor.rawValue, 0, 0, shared, -1), "share a mount")
    }

    /// Attaches the mount at a path that no container has a say in.
    consuming func attach(at path: FilePath) throws(StartError) {
        try check(linux_attach_mount(descriptor.rawValue, AT_FDCWD, path.string), "mount \(path)")
    }

    /// Attaches the mount on an open directory or file.
    consuming func attach(on target: borrowing Descriptor, path: String) throws(StartError) {
        try check(linux_attach_mount(descriptor.rawValue, target.rawValue, ""), "mount \(path)")
    }

    private static func new(
        _ type: String, _ options: [(String, String?)], readOnly: Bool
    ) throws(StartError) -> Descriptor {
        let keys = options.map { strdup($0.0) }
        let values = options.map { $0.1.flatMap { strdup($0) } }
        defer { (keys + values).forEach { free($0) } }
        var list = zip(keys, values).flatMap { [UnsafePointer($0), $1.map { UnsafePointer($0) }] }
        list.append(nil)
        var words = [CChar](repeating: 0, count: 512)
        let attributes = readOnly ? UInt64(LINUX_MOUNT_READ_ONLY | LINUX_MOUNT_NO_DEV) : 0
        let result = linux_new_mount(type, list, attributes, &words, words.count)
        if result >= 0 { return Descriptor(owning: result) }
        let said = String(decoding: words.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        throw StartError(
            .filesystem,
            "Cannot mount a \(type) file system: \(Errno(rawValue: -result)).\(said.isEmpty ? "" : " Linux says: \(said)")"
        )
    }
}
