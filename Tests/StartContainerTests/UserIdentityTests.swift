import CStartContainer
import Glibc
import Testing

@testable import start_container

@Suite struct UserIdentityTests {
    private let image: TemporaryDirectory

    init() throws {
        image = try TemporaryDirectory()
        try image.write(
            "root:x:0:0:root:/root:/bin/sh\nworker:x:1000:1001:w:/data:/bin/sh\n", to: "etc/passwd")
        try image.write("root:x:0:\nstaff:x:50:other,worker\nmedia:x:60:worker\ncrew:x:70:\n", to: "etc/group")
    }

    @Test func aNameBringsItsGroupsAndHome() throws {
        let identity = try look("worker")
        #expect(identity.user == 1000 && identity.group == 1001)
        #expect(identity.supplementaryGroups == [50, 60])
        #expect(identity.home == "/data")
    }

    @Test func aKnownNumberIsTheSameAsItsName() throws {
        let identity = try look("1000")
        #expect(identity.group == 1001 && identity.home == "/data" && identity.supplementaryGroups == [50, 60])
    }

    @Test func aGroupMayBeGivenByNameOrNumber() throws {
        #expect(try look("worker:crew").group == 70)
        #expect(try look("worker:9999").group == 9999)
        let numbers = try look("4000:5000")
        #expect(numbers.user == 4000 && numbers.group == 5000 && numbers.home == nil)
    }

    @Test func anUnknownNameIsRoot() throws {
        let identity = try look("nobody-here")
        #expect(identity.user == 0 && identity.group == 0 && identity.home == "/root")
    }

    @Test func anImageWithoutUserDatabaseHasNumbersAndRoot() throws {
        let empty = try TemporaryDirectory()
        let root = try Descriptor(opening: empty.path, start_path_only | O_DIRECTORY)
        #expect(UserIdentity("12:13", root: root).group == 13)
        #expect(UserIdentity("root", root: root).home == "/root")
    }

    @Test func linksInTheImageStayInTheImage() throws {
        let other = try TemporaryDirectory()
        try other.write("intruder:x:7:7::/:/bin/sh\n", to: "passwd")
        let linked = try TemporaryDirectory()
        try makeDirectories(linked.path + "/etc")
        #expect(symlink(other.path + "/passwd", linked.path + "/etc/passwd") == 0)
        let root = try Descriptor(opening: linked.path, start_path_only | O_DIRECTORY)
        #expect(UserIdentity("intruder", root: root).user == 0)
    }

    private func look(_ text: String) throws -> UserIdentity {
        UserIdentity(text, root: try Descriptor(opening: image.path, start_path_only | O_DIRECTORY))
    }
}
