import ExtendedVersions
import Testing

/// What holds for all versions and ranges.
@Suite struct PropertyTests {
    private let versions: [ExtendedVersion]

    init() throws {
        versions = try RandomVersions.texts.map { try ExtendedVersion($0) }
    }

    private func ranges(_ count: Int, seed: UInt64) throws -> [(written: WrittenRange, range: VersionRange)] {
        var generator = SplitMix(state: seed)
        return try (0..<count).map { _ in
            let written = WrittenRange.random(5, &generator)
            return (written, try VersionRange(written.text, tail: .refused))
        }
    }

    @Test func theOrderIsTotalWithinAFlavorAndForLists() {
        for left in versions {
            for right in versions {
                #expect((left.order(to: right) == nil) == (left.flavor != right.flavor))
                #expect(left.order(to: right)?.rawValue == right.order(to: left).map { -$0.rawValue })
                #expect((left == right) == (left.order(to: right) == .equal))
                if left == right {
                    #expect(left.hashValue == right.hashValue)
                } else {
                    #expect(ExtendedVersion.sortsBefore(left, right) != ExtendedVersion.sortsBefore(right, left))
                }
            }
        }
        // Pairs that agree with one list of all are transitive.
        let sorted = versions.sorted(by: ExtendedVersion.sortsBefore)
        for (index, left) in sorted.enumerated() {
            #expect(sorted[(index + 1)...].allSatisfy { !ExtendedVersion.sortsBefore($0, left) })
        }
        #expect(sorted.map(\.flavor).first == "a")
        #expect(sorted.last?.flavor == nil)
    }

    @Test func writingAndReadingAVersionIsNothing() throws {
        for version in versions {
            let copy = try ExtendedVersion(version.description)
            #expect(copy == version && copy.description == version.description)
        }
    }

    @Test func rangesContainWhatTheirWordsSay() throws {
        for (written, range) in try ranges(400, seed: 1) {
            for version in versions {
                #expect(try range.contains(version) == written.contains(version), "\(version) in \(written.text)")
            }
        }
    }

    @Test func writingAndReadingARangeIsNothing() throws {
        for (_, range) in try ranges(400, seed: 2) {
            let copy = try VersionRange(range.description, tail: .refused)
            #expect(copy.description == range.description)
            #expect(versions.allSatisfy { copy.contains($0) == range.contains($0) })
        }
    }

    @Test func simplifiedRangesContainTheSame() throws {
        for (written, range) in try ranges(400, seed: 3) {
            let simplified = range.simplified
            #expect(simplified.isEquivalent(to: range))
            #expect(versions.allSatisfy { simplified.contains($0) == range.contains($0) }, "\(written.text)")
            #expect(simplified.simplified.description == simplified.description)
            #expect(simplified.isSatisfiable == range.isSatisfiable)
            if versions.contains(where: range.contains) { #expect(range.isSatisfiable) }
        }
    }

    @Test func equivalentRangesSimplifyToTheSame() throws {
        let all = try ranges(300, seed: 4).map(\.range)
        for (left, right) in zip(all, all.dropFirst()) {
            let one = left.union(right)
            let other = left.complement.intersection(right.complement).complement
            #expect(one.simplified.description == other.simplified.description)
            #expect(one.isEquivalent(to: other))
            #expect(left.isEquivalent(to: right) == (left.simplified.isEquivalent(to: right.simplified)))
        }
    }

    @Test func theLawsOfSetsHold() throws {
        let all = try ranges(150, seed: 5).map(\.range)
        for (index, a) in all.enumerated() {
            let b = all[(index + 1) % all.count]
            let c = all[(index + 2) % all.count]
            let pairs = [
                (a.intersection(b), b.intersection(a)), (a.union(b), b.union(a)),
                (a.intersection(b).intersection(c), a.intersection(b.intersection(c))),
                (a.union(b).union(c), a.union(b.union(c))),
                (a.intersection(b.union(c)), a.intersection(b).union(a.intersection(c))),
                (a.union(b.intersection(c)), a.union(b).intersection(a.union(c))),
                (a.union(b).complement, a.complement.intersection(b.complement)),
                (a.intersection(b).complement, a.complement.union(b.complement)),
                (a.complement.complement, a), (a.intersection(.any), a), (a.union(.any), .any),
                (a.intersection(.none), .none), (a.union(.none), a),
                (a.union(a.complement), .any), (a.intersection(a.complement), .none),
            ]
            for (left, right) in pairs {
                #expect(left.isEquivalent(to: right), "\(left) and \(right)")
                #expect(versions.allSatisfy { left.contains($0) == right.contains($0) })
            }
            #expect(a.intersects(b) == b.intersects(a))
        }
    }
}
