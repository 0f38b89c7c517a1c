import LiveSystem
import SystemInterface
import SystemPackage
import Testing

@Suite struct LiveFileSystemTests {
    @Test(arguments: FileSystemConformance.all)
    func conforms(_ conformance: FileSystemConformance) throws {
        let files = LiveFileSystem()
        let suffix = UInt64.random(in: .min ... .max)
        let root = FilePath("/tmp/startos-conformance-\(String(suffix, radix: 16))")
        try files.createDirectory(root, permissions: .ownerReadWriteExecute)
        defer { try? files.removeTree(root) }
        try conformance.check(files, root)
    }
}
