import Errors
import Testing

@testable import Containers

@Suite struct IdentifierTests {
    @Test func rangesFollowFromTheService() throws {
        let first = try #require(IdentifierRange(service: 0))
        let second = try #require(IdentifierRange(service: 1))
        #expect(first.start == 524_288 && first.count == 65_536)
        #expect(second.start == 589_824 && second.service == 1)
        #expect(!first.overlaps(second) && !second.overlaps(first) && first.overlaps(first))
        #expect(IdentifierRange(service: -1) == nil)
        #expect(IdentifierRange(service: IdentifierRange.limit) == nil)
        let last = try #require(IdentifierRange(service: IdentifierRange.limit - 1))
        #expect(UInt64(last.start) + UInt64(last.count) <= UInt64(UInt32.max))
    }

    @Test func theLowestFreeServiceIsTaken() {
        #expect(IdentifierRange.firstFreeService(taken: []) == 0)
        #expect(IdentifierRange.firstFreeService(taken: [0, 1, 3]) == 2)
        #expect(IdentifierRange.firstFreeService(taken: 0..<IdentifierRange.limit) == nil)
    }

    private func extents(_ changes: [IdentifierMap.Change], _ count: UInt32 = 65_536) throws -> [[UInt32]] {
        let range = IdentifierRange(start: 1_000_000, count: count)
        return try IdentifierMap(changes: changes).extents(in: range).map { [$0.disk, $0.host, $0.count] }
    }

    @Test func unchangedIdsAreOneRun() throws {
        #expect(try extents([]) == [[0, 1_000_000, 65_536]])
    }

    @Test func aChangedIdWinsOverTheOneInItsPlace() throws {
        #expect(
            try extents([IdentifierMap.Change(from: 30, to: 1000, count: 1)]) == [
                [0, 1_000_000, 30], [31, 1_000_031, 969], [30, 1_001_000, 1], [1001, 1_001_001, 64_535],
            ])
    }

    @Test func changesApplyOneAfterTheOther() throws {
        let changes = [
            IdentifierMap.Change(from: 1, to: 5, count: 1), IdentifierMap.Change(from: 5, to: 7, count: 1),
        ]
        // 1 becomes 5 becomes 7; 5 becomes 7 too, but 1 is lower; 7 itself was not changed.
        #expect(
            try extents(changes, 10) == [
                [0, 1_000_000, 1], [2, 1_000_002, 3], [6, 1_000_006, 1], [1, 1_000_007, 1], [8, 1_000_008, 2],
            ])
    }

    @Test func idsThatLeaveTheRangeBelongToNobody() throws {
        #expect(try extents([IdentifierMap.Change(from: 0, to: 70_000, count: 2)], 4) == [[2, 1_000_002, 2]])
        let error = #expect(throws: StartError.self) {
            try extents([IdentifierMap.Change(from: 0, to: UInt32.max, count: 2)])
        }
        #expect(error?.code == .invalidRequest)
    }

    @Test func aMapTheKernelCannotTakeIsRefused() {
        let changes = (0..<200).map { IdentifierMap.Change(from: $0 * 2, to: 40_000 + $0 * 2, count: 1) }
        let error = #expect(throws: StartError.self) { try extents(changes) }
        #expect(error?.code == .invalidRequest)
    }
}
