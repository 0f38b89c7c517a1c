import Errors
import SystemInterface
import SystemPackage
import Testing

/// What every `FileSystem` must do. Each check gets an empty directory of its own.
struct FileSystemConformance: CustomTestStringConvertible, Sendable {
    let name: String
    let check: @Sendable (any FileSystem, FilePath) throws -> Void

    var testDescription: String { name }

    static let all: [FileSystemConformance] = [
        FileSystemConformance(name: "what is written is read", check: writing),
        FileSystemConformance(name: "open modes", check: openModes),
        FileSystemConformance(name: "truncating", check: truncating),
        FileSystemConformance(name: "room taken in advance", check: allocating),
        FileSystemConformance(name: "missing things", check: missing),
        FileSystemConformance(name: "directories", check: directories),
        FileSystemConformance(name: "renaming", check: renaming),
        FileSystemConformance(name: "removing a tree leaves what links lead to", check: removingTrees),
        FileSystemConformance(name: "links", check: links),
        FileSystemConformance(name: "locks", check: locks),
        FileSystemConformance(name: "replacing a file", check: replacing),
        FileSystemConformance(name: "closed files", check: closing),
    ]

    private static func make(
        _ files: any FileSystem, _ path: FilePath, _ text: String
    ) throws(StartError) {
        let file = try files.open(path, .createNew, permissions: .ownerReadWrite)
        defer { file.close() }
        try file.write(Array(text.utf8), at: 0)
    }

    static func writing(_ files: any FileSystem, _ root: FilePath) throws {
        let file = try files.open(root.appending("a"), .readWrite, permissions: .ownerReadWrite)
        #expect(try file.size() == 0)
        #expect(try file.read(at: 0, count: 10) == [])
        try file.write([1, 2, 3, 4], at: 0)
        try file.write([9], at: 6)
        try file.write([7, 8], at: 3)
        try file.synchronize()
        #expect(try file.size() == 7)
        #expect(try file.read(at: 0, count: 100) == [1, 2, 3, 7, 8, 0, 9])
        #expect(try file.read(at: 5, count: 1) == [0])
        #expect(try file.read(at: 7, count: 1) == [])
        let again = try files.open(root.appending("a"), .read, permissions: .ownerReadWrite)
        #expect(try again.read(at: 3, count: 2) == [7, 8])
        expectFailure(.filesystem) { () throws(StartError) in _ = try again.write([1, 2], at: 0) }
        let status = try #require(try files.status(of: root.appending("a")))
        #expect(status.kind == .file && status.size == 7 && status.permissions == .ownerReadWrite)
    }

    static func allocating(_ files: any FileSystem, _ root: FilePath) throws {
        let before = try files.space(at: root)
        #expect(before.total > 0 && before.available <= before.free && before.free <= before.total)
        let file = try files.open(root.appending("a"), .createNew, permissions: .ownerReadWrite)
        try file.allocate(1 << 20)
        #expect(try file.size() == 0)
        try file.write([1], at: 5)
        #expect(try file.read(at: 0, count: 10) == [0, 0, 0, 0, 0, 1])
        expectFailure(.notFound) { () throws(StartError) in _ = try files.space(at: root.appending("nothing")) }
    }

    static func openModes(_ files: any FileSystem, _ root: FilePath) throws {
        let path = root.appending("a")
        expectFailure(.notFound) { () throws(StartError) in
            _ = try files.open(path, .read, permissions: .ownerReadWrite)
        }
        try make(files, path, "text")
        expectFailure(.filesystem) { () throws(StartError) in
            _ = try files.open(path, .createNew, permissions: .ownerReadWrite)
        }
        #expect(try files.readText(path) == "text")
        try files.open(path, .readWrite, permissions: .ownerReadWrite).write([65], at: 1)
        #expect(try files.readText(path) == "tAxt")
    }

    static func truncating(_ files: any FileSystem, _ root: FilePath) throws {
        let file = try files.open(root.appending("a"), .createNew, permissions: .ownerReadWrite)
        try file.write([1, 2, 3], at: 0)
        try file.truncate(to: 2)
        #expect(try file.read(at: 0, count: 9) == [1, 2])
        try file.truncate(to: 4)
        #expect(try file.read(at: 0, count: 9) == [1, 2, 0, 0])
        try file.truncate(to: 0)
        #expect(try file.size() == 0)
    }

    static func missing(_ files: any FileSystem, _ root: FilePath) throws {
        let path = root.appending("no")
        #expect(try files.status(of: path) == nil)
        #expect(try files.status(of: path.appending("further")) == nil)
        #expect(try files.readText(path) == nil)
        try files.remove(path)
        try files.removeTree(path)
        expectFailure(.notFound) { () throws(StartError) in _ = try files.list(path) }
        expectFailure(.notFound) { () throws(StartError) in _ = try files.rename(path, to: root.appending("b")) }
        expectFailure(.notFound) { () throws(StartError) in
            _ = try files.open(path.appending("x"), .readWrite, permissions: .ownerReadWrite)
        }
    }

    static func directories(_ files: any FileSystem, _ root: FilePath) throws {
        let inner = root.appending("a").appending("b")
        try files.createDirectory(inner, permissions: .ownerReadWriteExecute)
        try files.createDirectory(inner, permissions: .ownerReadWriteExecute)
        try make(files, inner.appending("z"), "")
        try make(files, inner.appending("c"), "")
        #expect(try files.list(inner) == ["c", "z"])
        #expect(try files.status(of: inner)?.kind == .directory)
        try files.synchronizeDirectory(inner)
        expectFailure(.filesystem) { () throws(StartError) in _ = try files.remove(inner) }
        expectFailure(.filesystem) { () throws(StartError) in
            _ = try files.createDirectory(inner.appending("c"), permissions: .ownerReadWriteExecute)
        }
        try files.remove(inner.appending("c"))
        try files.remove(inner.appending("z"))
        try files.remove(inner)
        #expect(try files.list(root.appending("a")) == [])
    }

    static func renaming(_ files: any FileSystem, _ root: FilePath) throws {
        try make(files, root.appending("a"), "first")
        try make(files, root.appending("b"), "second")
        try files.rename(root.appending("a"), to: root.appending("b"))
        #expect(try files.list(root) == ["b"])
        #expect(try files.readText(root.appending("b")) == "first")
        try files.rename(root.appending("b"), to: root.appending("b"))
        #expect(try files.readText(root.appending("b")) == "first")
        try files.createDirectory(root.appending("d"), permissions: .ownerReadWriteExecute)
        try files.rename(root.appending("b"), to: root.appending("d").appending("e"))
        #expect(try files.readText(root.appending("d").appending("e")) == "first")
        try files.rename(root.appending("d"), to: root.appending("f"))
        #expect(try files.list(root) == ["f"])
    }

    static func removingTrees(_ files: any FileSystem, _ root: FilePath) throws {
        let tree = root.appending("tree")
        try files.createDirectory(tree.appending("x").appending("y"), permissions: .ownerReadWriteExecute)
        try make(files, tree.appending("x").appending("f"), "1")
        try files.createDirectory(root.appending("kept"), permissions: .ownerReadWriteExecute)
        try make(files, root.appending("kept").appending("f"), "2")
        try files.createSymbolicLink(tree.appending("link"), target: root.appending("kept"))
        try files.removeTree(tree)
        #expect(try files.list(root) == ["kept"])
        #expect(try files.readText(root.appending("kept").appending("f")) == "2")
        try files.removeTree(root.appending("kept").appending("f"))
        #expect(try files.list(root.appending("kept")) == [])
    }

    static func links(_ files: any FileSystem, _ root: FilePath) throws {
        try files.createDirectory(root.appending("d"), permissions: .ownerReadWriteExecute)
        try make(files, root.appending("d").appending("f"), "text")
        try files.createSymbolicLink(root.appending("relative"), target: "d/f")
        try files.createSymbolicLink(root.appending("absolute"), target: root.appending("d"))
        #expect(try files.readText(root.appending("relative")) == "text")
        #expect(try files.readText(root.appending("absolute").appending("f")) == "text")
        #expect(try files.list(root.appending("absolute")) == ["f"])
        #expect(try files.status(of: root.appending("relative"))?.kind == .symbolicLink)
        expectFailure(.filesystem) { () throws(StartError) in
            _ = try files.createSymbolicLink(root.appending("relative"), target: "d")
        }
        try files.remove(root.appending("relative"))
        #expect(try files.readText(root.appending("d").appending("f")) == "text")
    }

    static func locks(_ files: any FileSystem, _ root: FilePath) throws {
        let first = try files.open(root.appending("lock"), .readWrite, permissions: .ownerReadWrite)
        let second = try files.open(root.appending("lock"), .readWrite, permissions: .ownerReadWrite)
        #expect(try first.lockExclusively())
        #expect(try first.lockExclusively())
        #expect(try !second.lockExclusively())
        first.close()
        #expect(try second.lockExclusively())
        second.close()
    }

    static func replacing(_ files: any FileSystem, _ root: FilePath) throws {
        try files.replaceFile(root.appending("a"), with: Array("one".utf8))
        try files.replaceFile(root.appending("a"), with: Array("two".utf8))
        #expect(try files.readText(root.appending("a")) == "two")
        #expect(try files.list(root) == ["a"])
    }

    static func closing(_ files: any FileSystem, _ root: FilePath) throws {
        let file = try files.open(root.appending("a"), .readWrite, permissions: .ownerReadWrite)
        file.close()
        file.close()
        expectFailure(.filesystem) { () throws(StartError) in _ = try file.write([1], at: 0) }
    }
}

private func expectFailure(
    _ code: ErrorCode, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws(StartError) -> Void
) {
    do throws(StartError) {
        try body()
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch {
        #expect(error.code == code, sourceLocation: sourceLocation)
    }
}
