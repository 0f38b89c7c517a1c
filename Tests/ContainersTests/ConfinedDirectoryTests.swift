import Containers
import Errors
import Glibc
import LiveSystem
import SystemInterface
import SystemPackage
import Testing

/// Tests in a directory of their own; `inside` is the confined one.
@Suite final class ConfinedDirectoryTests {
    let files = LiveFileSystem()
    let root: FilePath
    let inside: FilePath
    let confined: ConfinedDirectory

    init() throws {
        let name = LiveRandomSource().bytes(8).map { String($0, radix: 16) }.joined()
        root = FilePath("/tmp/confined-tests-\(name)")
        inside = root.appending("inside")
        try files.createDirectory(inside, permissions: .ownerReadWriteExecute)
        try files.replaceFile(root.appending("secret"), with: Array("secret".utf8))
        confined = try ConfinedDirectory(inside, owner: 4242)
    }

    deinit {
        try? files.removeTree(root)
    }

    @Test func worksAsAFileSystem() throws {
        try confined.createDirectory("/a/b/c", permissions: FilePermissions(rawValue: 0o750))
        try confined.createDirectory("a/b", permissions: FilePermissions(rawValue: 0o700))
        try confined.replaceFile("a/b/file", with: [1, 2, 3])
        #expect(try confined.readFile("/a/b/file") == [1, 2, 3])
        #expect(try files.readFile(inside.appending("a/b/file")) == [1, 2, 3])
        #expect(try confined.status(of: "a/b/file")?.user == 4242)
        #expect(try confined.status(of: "a/b")?.group == 4242)
        #expect(try confined.status(of: "a/b/c")?.permissions == FilePermissions(rawValue: 0o750))
        #expect(try confined.list("a/b") == ["c", "file"])
        #expect(try confined.list("") == ["a"])
        try confined.rename("a/b/file", to: "moved")
        #expect(try confined.list("/") == ["a", "moved"])
        #expect(try confined.status(of: "nothing/there") == nil)
        try confined.remove("a/b/c")
        try confined.remove("a/b/c")
        try confined.remove("nothing/there")
        try confined.removeTree("a")
        try confined.removeTree("a")
        try confined.synchronizeDirectory("/")
        #expect(try confined.list("") == ["moved"])
    }

    @Test(arguments: ["link", "up", "deep/up", "absolute"])
    func linksStayInside(name: String) throws {
        try confined.createDirectory("deep", permissions: .ownerReadWriteExecute)
        for (link, target) in [
            ("link", root.string), ("up", ".."), ("deep/up", "../../.."), ("absolute", "/../../tmp"),
        ] {
            try confined.createSymbolicLink(FilePath(link), target: FilePath(target))
        }
        for path in ["\(name)/secret", "\(name)/../secret", "/\(name)/../../secret"] {
            let error = #expect(throws: StartError.self) { try self.confined.readFile(FilePath(path)) }
            #expect(error?.code == .notFound)
        }
        try? confined.replaceFile(FilePath("\(name)/planted"), with: [])
        try? confined.removeTree(FilePath("\(name)/secret"))
        try? confined.rename(FilePath("deep"), to: FilePath("\(name)/stolen"))
        #expect(try files.list(root) == ["inside", "secret"])
        #expect(try files.status(of: "/tmp/stolen") == nil)
    }

    @Test func linksWithinAreFollowed() throws {
        try confined.replaceFile("real", with: [7])
        try confined.createSymbolicLink("link", target: "/real")
        #expect(try confined.readFile("link") == [7])
        #expect(try confined.status(of: "link")?.kind == .symbolicLink)
        try confined.remove("link")
        #expect(try confined.exists("real"))
    }

    @Test(.timeLimit(.minutes(1))) func pipesAndDevicesAreNotOpened() throws {
        #expect(mkfifo(inside.appending("pipe").string, 0o666) == 0)
        #expect(mknod(inside.appending("zero").string, S_IFCHR | 0o666, 0x105) == 0)
        for name in ["pipe", "zero"] {
            for mode in [FileOpenMode.read, .readWrite] {
                let error = #expect(throws: StartError.self) {
                    try self.confined.open(FilePath(name), mode, permissions: .ownerReadWrite)
                }
                #expect(error?.code == .filesystem)
            }
        }
    }

    @Test(arguments: ["", "/", "..", "a/.."]) func thePlaceItselfCannotGo(path: String) throws {
        for change in [confined.remove, confined.removeTree] {
            let error = #expect(throws: StartError.self) { try change(FilePath(path)) }
            #expect(error?.code == .invalidRequest)
        }
        #expect(try files.exists(inside))
    }

    @Test func socketsConnectWithinOnly() throws {
        let listener = try confined.bindSocket("server.sock", owner: 4242)
        defer { close(listener) }
        #expect(listen(listener, 1) == 0)
        #expect(try confined.status(of: "server.sock")?.user == 4242)
        #expect(try confined.status(of: "server.sock")?.permissions == .ownerReadWrite)
        close(try confined.connectSocket("server.sock"))
        try confined.createSymbolicLink("link.sock", target: "server.sock")
        try confined.replaceFile("file", with: [])
        for name in ["link.sock", "file"] {
            let error = #expect(throws: StartError.self) { try self.confined.connectSocket(name) }
            #expect(error?.code == .filesystem)
        }
        let missing = #expect(throws: StartError.self) { try self.confined.connectSocket("missing") }
        #expect(missing?.code == .notFound)
        close(try confined.bindSocket("server.sock", owner: 4242))
        let silent = #expect(throws: StartError.self) { try self.confined.connectSocket("server.sock") }
        #expect(silent?.code == .network)
    }

    @Test(.timeLimit(.minutes(1))) func changesAreSignalled() async throws {
        let changes = try confined.changes()
        try confined.replaceFile("file", with: [1])
        var iterator = changes.makeAsyncIterator()
        #expect(await iterator.next() != nil)
    }
}
