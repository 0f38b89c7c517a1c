import Blake3Hash
import Errors
@testable import PackageArchive
import SimulatedSystem
import SystemInterface
import Testing

/// Damage at random, beyond what `DamageTests` does byte for byte: lengths change, parts are doubled or missing.
@Suite(.timeLimit(.minutes(2)))
struct DamagedArchiveTests {
    @Test(arguments: 0..<4 as Range<UInt64>)
    func `a damaged package is never taken for another one`(seed: UInt64) throws {
        let bytes = try PackageFixture.stored()
        let commitment = try PackageFixture.archive().commitment
        var mutator = Mutator(seed: seed)
        for _ in 0..<400 {
            let damaged = mutator.damaged(bytes)
            if let archive = try? MerkleArchive(reading: MemorySource(damaged)),
                (try? archive.verifyBodies()) != nil
            {
                // Only what stands behind the last piece can be anything.
                #expect(archive.commitment == commitment)
            }
            if let (package, _) = try? PackageFixture.receive(damaged, inPiecesOf: 97, size: UInt64(damaged.count)) {
                #expect(package.archive.commitment == commitment)
            }
        }
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func `a table that an author damaged and signed gives entries within bounds or an error`(seed: UInt64) throws {
        let layout = try ArchiveLayout(PackageFixture.archive())
        let tables = layout.parts.compactMap { part -> [UInt8]? in
            if case .table(let table) = part { table.bytes } else { nil }
        }
        #expect(tables.count > 3)
        var mutator = Mutator(seed: seed)
        var refused = 0
        for table in tables {
            for _ in 0..<400 {
                let damaged = mutator.damaged(table)
                do throws(StartError) {
                    _ = try TableOfContents(parsing: damaged, hash: Blake3.hash(damaged))
                } catch {
                    refused += 1
                    #expect(error.code != .unknown)
                }
            }
        }
        #expect(refused > 200)
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func `a damaged header is refused, or written again as it was read`(seed: UInt64) throws {
        let header = Array(try PackageFixture.stored().prefix(155))
        var mutator = Mutator(seed: seed)
        for _ in 0..<500 {
            let damaged = mutator.damaged(header)
            if let read = try? ArchiveHeader(parsing: damaged) { #expect(read.bytes == Array(damaged.prefix(155))) }
        }
    }
}
