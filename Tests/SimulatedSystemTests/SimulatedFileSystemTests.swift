import Errors
import SimulatedSystem
import SystemInterface
import SystemPackage
import Testing

@Suite struct SimulatedFileSystemTests {
    @Test(arguments: FileSystemConformance.all)
    func conforms(_ conformance: FileSystemConformance) throws {
        let files = SimulatedFileSystem()
        try files.createDirectory("/test", permissions: .ownerReadWriteExecute)
        try conformance.check(files, "/test")
    }

    private func disk(seed: UInt64 = 1) throws -> (files: SimulatedFileSystem, file: any OpenFile) {
        let files = SimulatedFileSystem(seed: seed)
        let file = try files.open("/a", .createNew, permissions: .ownerReadWrite)
        try file.write(Array("durable".utf8), at: 0)
        try file.synchronize()
        try files.synchronizeDirectory("/")
        return (files, file)
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func synchronizedThingsSurvive(seed: UInt64) throws {
        let (files, file) = try disk()
        try file.write(Array("lost?".utf8), at: 7)
        let after = files.restarted(seed: seed)
        let text = try #require(try after.readText("/a"))
        #expect(text.hasPrefix("durable"))
        #expect(text.utf8.count <= 12)
        #expect(try files.readText("/a") == "durablelost?")
    }

    @Test func unsynchronizedThingsMayBeLostOrTorn() throws {
        var endings: Set<String> = []
        for seed in 0..<200 as Range<UInt64> {
            let (files, file) = try disk()
            try file.write(Array("xyz".utf8), at: 7)
            endings.insert(try files.restarted(seed: seed).readText("/a") ?? "missing")
        }
        #expect(endings.isSuperset(of: ["durable", "durablexyz", "durablex", "durable\0\0\0"]))
    }

    @Test func namesNeedTheirDirectorySynchronized() throws {
        var outcomes: Set<[String]> = []
        for seed in 0..<200 as Range<UInt64> {
            let (files, _) = try disk()
            try files.open("/b", .createNew, permissions: .ownerReadWrite).synchronize()
            try files.rename("/b", to: "/c")
            outcomes.insert(try files.restarted(seed: seed).list("/"))
        }
        #expect(outcomes == [["a"], ["a", "b"], ["a", "c"]])
    }

    @Test func aFailedSynchronizationIsNotMadeGoodByALaterOne() throws {
        var lost = 0
        for seed in 0..<100 as Range<UInt64> {
            let (files, file) = try disk(seed: seed)
            try file.write([120], at: 7)
            files.setFault(DiskFault(.failsOnce, atOperation: files.counters.operations + 1))
            #expect(throws: StartError.self) { try file.synchronize() }
            try file.synchronize()
            #expect(try files.readText("/a") == "durablex")
            if try files.restarted(seed: seed).readText("/a") != "durablex" { lost += 1 }
        }
        #expect((1..<100).contains(lost))
    }

    @Test func aCrashStopsEverythingUntilRestart() throws {
        let (files, file) = try disk()
        files.setFault(DiskFault(.crash, atOperation: files.counters.operations + 1))
        #expect(throws: StartError.self) { try file.write([1], at: 0) }
        #expect(throws: StartError.self) { try files.list("/") }
        files.restart(seed: 3)
        #expect(try files.list("/") == ["a"])
        #expect(throws: StartError.self) { try file.read(at: 0, count: 1) }
    }

    @Test func equalSeedsRepeat() throws {
        func run() throws -> [UInt8] {
            let files = SimulatedFileSystem(seed: 5)
            let file = try files.open("/a", .createNew, permissions: .ownerReadWrite)
            try files.synchronizeDirectory("/")
            for index in 0..<20 { try file.write(Array(repeating: UInt8(index), count: 700), at: Int64(index * 700)) }
            files.restart(seed: 9)
            return try files.readFile("/a")
        }
        #expect(try run() == run())
    }
}
