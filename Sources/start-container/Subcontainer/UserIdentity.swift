import CStartContainer
import Glibc

/// Whom a program runs as, looked up in the image's own user database.
struct UserIdentity {
    var user: uid_t = 0
    var group: gid_t = 0
    var supplementaryGroups: [gid_t] = []
    var home: String?

    /// Accepts `name`, `uid`, `name:group` and `uid:gid`. Images without a user database have only numbers and root.
    init(_ text: String, root: borrowing Descriptor) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let wanted = parts.first ?? ""
        let accounts = Self.entries("etc/passwd", in: root)
        let groups = Self.entries("etc/group", in: root)

        let account = accounts.first { $0.count >= 4 && ($0[0] == wanted || $0[2] == wanted) }
        var name: String?
        if let account, let user = uid_t(account[2]) {
            self.user = user
            group = gid_t(account[3]) ?? 0
            name = account[0]
            home = account.count >= 6 && !account[5].isEmpty ? account[5] : nil
        } else if let user = uid_t(wanted) {
            self.user = user
        } else if wanted != "root" {
            // What packages in the field are used to: a name that the image does not know runs as its root.
            printError("start-container: warning: user '\(wanted)' is not in the image, running as root")
        }
        if home == nil && user == 0 { home = "/root" }

        if parts.count == 2 {
            if let entry = groups.first(where: { $0.count >= 3 && ($0[0] == parts[1] || $0[2] == parts[1]) }) {
                group = gid_t(entry[2]) ?? group
            } else if let number = gid_t(parts[1]) {
                group = number
            } else {
                printError("start-container: warning: group '\(parts[1])' is not in the image")
            }
        }
        if let name {
            supplementaryGroups = groups.compactMap { entry in
                entry.count >= 4 && entry[3].split(separator: ",").contains(Substring(name)) ? gid_t(entry[2]) : nil
            }
        }
    }

    private static func entries(_ path: String, in root: borrowing Descriptor) -> [[String]] {
        guard let file = root.openInside(path, O_RDONLY), let content = file.readAll() else { return [] }
        return lines(of: content).map { line in
            line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        }
    }
}
