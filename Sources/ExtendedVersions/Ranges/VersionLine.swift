/// A set of versions of one flavor, as the places where the line of all versions goes into the set and out of it.
///
/// The line is taken as dense: between two versions there always is another one. A place is a number: with all the versions
/// that a range names sorted, `2n` lies right below the `n`-th and `2n + 1` right above it.
struct VersionLine: Equatable {
    /// Whether what is below every place is in the set.
    var beginsInside: Bool
    /// Ascending.
    var places: [Int]

    static func all(_ isInside: Bool) -> VersionLine {
        VersionLine(beginsInside: isInside, places: [])
    }

    init(beginsInside: Bool, places: [Int]) {
        self.beginsInside = beginsInside
        self.places = places
    }

    /// The versions that stand to the `rank`-th as `comparator` says.
    init(_ comparator: VersionRange.Comparator, rank: Int) {
        let below = 2 * rank
        switch comparator {
        case .atLeast: self.init(beginsInside: false, places: [below])
        case .less: self.init(beginsInside: true, places: [below])
        case .atMost: self.init(beginsInside: true, places: [below + 1])
        case .greater: self.init(beginsInside: false, places: [below + 1])
        case .equal: self.init(beginsInside: false, places: [below, below + 1])
        case .notEqual: self.init(beginsInside: true, places: [below, below + 1])
        }
    }

    var isEmpty: Bool { !beginsInside && places.isEmpty }

    var complement: VersionLine {
        VersionLine(beginsInside: !beginsInside, places: places)
    }

    func joined(_ connective: VersionRange.Connective, _ other: VersionLine) -> VersionLine {
        func value(_ left: Bool, _ right: Bool) -> Bool { connective == .and ? left && right : left || right }
        var left = beginsInside
        var right = other.beginsInside
        var result = VersionLine.all(value(left, right))
        var isInside = result.beginsInside
        var index = 0
        var otherIndex = 0
        while index < places.count || otherIndex < other.places.count {
            let place = min(
                index < places.count ? places[index] : .max,
                otherIndex < other.places.count ? other.places[otherIndex] : .max)
            if index < places.count, places[index] == place {
                left.toggle()
                index += 1
            }
            if otherIndex < other.places.count, other.places[otherIndex] == place {
                right.toggle()
                otherIndex += 1
            }
            if value(left, right) != isInside {
                isInside.toggle()
                result.places.append(place)
            }
        }
        return result
    }
}
