import CLinux
import Errors

/// A user namespace that nothing lives in: the form in which the kernel takes an id map for a mount.
struct UserNamespace: ~Copyable {
    let descriptor: Descriptor

    init(map: IdentifierMap = .identity, range: IdentifierRange) throws(StartError) {
        let lines = try map.extents(in: range).map { "\($0.disk) \($0.host) \($0.count)\n" }.joined()
        let result = linux_new_user_namespace(lines, lines.utf8.count)
        descriptor = try Descriptor(result, "make a user namespace for ids from \(range.start)")
    }
}
