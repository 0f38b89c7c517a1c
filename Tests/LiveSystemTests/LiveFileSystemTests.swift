import Errors
import LiveSystem
import SystemInterface
import SystemPackage
import Testing

/// Tests in a directory of their own, which goes with the value.
@Suite final class LiveFileSystemTests {
    let files = LiveFileSystem()
    let root: FilePath

    init() throws {
        let name = LiveRandomSource().bytes(8).map { String($0, radix: 16) }.joined()
        root = FilePath("/tmp/live-system-tests-\(name)")
        try files.createDirectory(root, permissions: .ownerReadWriteExecute)
    }

    deinit {
        try? files.removeTree(root)
    }

    @Test func whatIsWrittenIsRead() throws {
        let path = root.appending("file")
        let file = try files.open(path, .createNew, permissions: .ownerReadWrite)
        try file.write([1, 2, 3], at: 0)
        try file.write([9], at: 5)
        try file.synchronize()
        #expect(try file.read(at: 0, count: 100) == [1, 2, 3, 0, 0, 9])
        #expect(try file.read(at: 6, count: 1) == [])
        #expect(try file.size() == 6)
        try file.truncate(to: 2)
        #expect(try files.readFile(path) == [1, 2])
        #expect(try files.status(of: path)?.permissions == .ownerReadWrite)
        file.close()
        let error = #expect(throws: StartError.self) { try file.size() }
        #expect(error?.code == .filesystem)
    }

    @Test func missingAndExistingFilesAreToldApart() throws {
        let path = root.appending("file")
        let missing = #expect(throws: StartError.self) { try self.files.readFile(path) }
        #expect(missing?.code == .notFound)
        #expect(try files.readText(path) == nil)
        #expect(try files.status(of: path) == nil)
        try files.replaceFile(path, with: Array("text".utf8))
        #expect(try files.readText(path) == "text")
        let taken = #expect(throws: StartError.self) {
            try self.files.open(path, .createNew, permissions: .ownerReadWrite)
        }
        #expect(taken?.code == .filesystem)
    }

    @Test func directoriesAreMadeListedAndRemoved() throws {
        try files.createDirectory(root.appending("a/b/c"), permissions: .ownerReadWriteExecute)
        try files.createDirectory(root.appending("a/b"), permissions: .ownerReadWriteExecute)
        try files.createSymbolicLink(root.appending("a/link"), target: "/etc")
        #expect(try files.list(root.appending("a")) == ["b", "link"])
        #expect(try files.status(of: root.appending("a/link"))?.kind == .symbolicLink)
        try files.removeTree(root.appending("a"))
        try files.removeTree(root.appending("a"))
        #expect(try files.list(root) == [])
        #expect(try files.exists("/etc/passwd"))
    }

    @Test func removingATreeFollowsNoLink() throws {
        try files.createDirectory(root.appending("kept"), permissions: .ownerReadWriteExecute)
        try files.replaceFile(root.appending("kept/file"), with: [1])
        try files.createDirectory(root.appending("tree"), permissions: .ownerReadWriteExecute)
        try files.createSymbolicLink(root.appending("tree/link"), target: root.appending("kept"))
        try files.createSymbolicLink(root.appending("top"), target: root.appending("kept"))
        try files.removeTree(root.appending("tree"))
        try files.removeTree(root.appending("top"))
        #expect(try files.list(root) == ["kept"])
        #expect(try files.list(root.appending("kept")) == ["file"])
    }

    @Test func aVeryDeepTreeIsRemoved() async throws {
        // Far deeper than a path may be long, as a hostile program would make it.
        let script = "for (0..5000) { mkdir 'deep' or die; chdir 'deep' or die; }"
        try await LiveProcessRunner().output(of: Command("perl", ["-e", script], workingDirectory: root.string))
        try files.removeTree(root.appending("deep"))
        #expect(try files.list(root) == [])
    }

    @Test func theExclusiveLockIsExclusive() throws {
        let first = try files.open(root.appending("lock"), .readWrite, permissions: .ownerReadWrite)
        let second = try files.open(root.appending("lock"), .readWrite, permissions: .ownerReadWrite)
        #expect(try first.lockExclusively())
        #expect(try !second.lockExclusively())
        first.close()
        #expect(try second.lockExclusively())
    }

    @Test func filesOfTheKernelAreReadWhole() throws {
        let text = try #require(try files.readText("/proc/self/mountinfo"))
        #expect(text.contains(" / / "))
    }

    @Test func clocksGoForward() async throws {
        let clock = LiveTimeSource()
        let before = (clock.now, clock.uptime)
        try await clock.sleep(for: .milliseconds(2))
        #expect(clock.uptime - before.1 >= .milliseconds(2))
        #expect(clock.now > before.0)
    }

    @Test func randomBytesDiffer() {
        #expect(LiveRandomSource().bytes(0) == [])
        #expect(LiveRandomSource().bytes(13).count == 13)
        #expect(LiveRandomSource().bytes(16) != LiveRandomSource().bytes(16))
    }

    @Test("a tree on another file system is removed, one that a file system is mounted in is not")
    func treesElsewhere() throws {
        let files = LiveFileSystem()
        // A file system of its own on every Linux.
        let root = FilePath("/dev/shm/startos-tree-\(LiveRandomSource().bytes(4).map(String.init).joined())")
        try files.createDirectory(root.appending("a/b"), permissions: .ownerReadWriteExecute)
        try files.replaceFile(root.appending("a/b/c"), with: [1])
        try files.removeTree(root)
        #expect(try !files.exists(root))
        #expect(throws: StartError.self) { try files.removeTree("/dev/shm") }
        #expect(try files.exists("/dev/shm"))
    }
}
