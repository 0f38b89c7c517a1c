import Errors
import ExtendedVersions
import Testing

/// `Vectors/exver.tsv`, row by row.
@Suite struct VectorTests {
    @Test(arguments: try Vectors.rows("version"))
    func versionsAreReadAndWritten(_ row: Vectors.Row) {
        #expect(answer { () throws(StartError) in try ExtendedVersion(row.columns[0]).description } == row.columns[1])
    }

    @Test(arguments: try Vectors.rows("range"))
    func rangesAreReadAndWritten(_ row: Vectors.Row) {
        for tail in [VersionRange.Tail.ignored, .refused] {
            let text = answer { () throws(StartError) in try VersionRange(row.columns[0], tail: tail).description }
            #expect(text == row.columns[1])
        }
    }

    @Test(arguments: try Vectors.rows("tail"))
    func tailsArePassedOverOrRefused(_ row: Vectors.Row) {
        #expect(answer { () throws(StartError) in try VersionRange(row.columns[0]).description } == row.columns[1])
        #expect(answer { () throws(StartError) in try VersionRange(row.columns[0], tail: .refused) } == "error")
    }

    @Test(arguments: try Vectors.rows("satisfies"))
    func rangesContainVersions(_ row: Vectors.Row) {
        let found = answer { () throws(StartError) in
            try VersionRange(row.columns[0]).contains(ExtendedVersion(row.columns[1]))
        }
        #expect(found == row.columns[2])
    }

    @Test(arguments: try Vectors.rows("compare"))
    func versionsAreOrdered(_ row: Vectors.Row) {
        let found = answer { () throws(StartError) in
            let order = try ExtendedVersion(row.columns[0]).order(to: ExtendedVersion(row.columns[1]))
            return order.map { String($0.rawValue) } ?? "none"
        }
        #expect(found == row.columns[2])
    }

    @Test(arguments: try Vectors.rows("satisfiable"))
    func itIsKnownWhatCanBeSatisfied(_ row: Vectors.Row) throws {
        #expect(try VersionRange(row.columns[0]).isSatisfiable.description == row.columns[1])
    }

    @Test(arguments: try Vectors.rows("intersects"))
    func rangesMeet(_ row: Vectors.Row) throws {
        let meets = try VersionRange(row.columns[0]).intersects(VersionRange(row.columns[1]))
        #expect(meets.description == row.columns[2])
    }

    @Test(arguments: try Vectors.rows("simplified"))
    func rangesAreSimplified(_ row: Vectors.Row) throws {
        let range = try VersionRange(row.columns[0])
        #expect(range.simplified.description == row.columns[1])
        #expect(range.simplified.isEquivalent(to: range))
    }

    @Test(arguments: try Vectors.rows("equivalent"))
    func rangesAreEquivalent(_ row: Vectors.Row) throws {
        let left = try VersionRange(row.columns[0])
        let right = try VersionRange(row.columns[1])
        #expect(left.isEquivalent(to: right) && right.isEquivalent(to: left))
    }

    /// The text of a result; `error` when there is none, which must be one of the right kind.
    private func answer<Value>(_ body: () throws(StartError) -> Value) -> String {
        do throws(StartError) {
            return "\(try body())"
        } catch {
            #expect(error.code == .parseVersion)
            return "error"
        }
    }
}
