/// A set of package versions, described as text: `^1.2 || #knots`. Format: `docs/formats/exver.md`.
///
/// It is kept as a list of steps, operands before their operator, so that no text, however deeply nested, leads to a deep
/// recursion. Negations stand at single terms only: `not` is pushed down to them (De Morgan) as the range is made.
package struct VersionRange: Sendable {
    /// How a version is compared with the one that the range names.
    package enum Comparator: String, Sendable, CaseIterable {
        case atLeast = ">="
        case atMost = "<="
        case notEqual = "!="
        case equal = "="
        case less = "<"
        case greater = ">"
    }

    enum Connective {
        case and, or

        var opposite: Connective { self == .and ? .or : .and }
    }

    enum Node {
        /// Everything or nothing: only as the one node of a range.
        case constant(Bool)
        case comparison(Comparator, ExtendedVersion, isNegated: Bool)
        case flavor(String?, isNegated: Bool)
        case connective(Connective)
    }

    private(set) var nodes: [Node]

    /// - Parameter nodes: One whole expression.
    init(nodes: [Node]) {
        self.nodes = nodes
    }

    /// All versions, `*`.
    package static let any = VersionRange(nodes: [.constant(true)])

    /// No version, `!`.
    package static let none = VersionRange(nodes: [.constant(false)])

    /// The versions that stand to `version` as `comparator` says. Those of other flavors do so only for `!=`.
    package static func comparison(_ comparator: Comparator, _ version: ExtendedVersion) -> VersionRange {
        VersionRange(nodes: [.comparison(comparator, version, isNegated: false)])
    }

    /// The versions of a flavor, or without one.
    package static func flavor(_ name: String?) -> VersionRange {
        VersionRange(nodes: [.flavor(name?.isEmpty == true ? nil : name, isNegated: false)])
    }

    /// The versions in both ranges.
    package func intersection(_ other: VersionRange) -> VersionRange {
        var both = self
        both.join(.and, other)
        return both
    }

    /// The versions in either range.
    package func union(_ other: VersionRange) -> VersionRange {
        var either = self
        either.join(.or, other)
        return either
    }

    /// Adds the versions of `other`.
    package mutating func formUnion(_ other: VersionRange) {
        join(.or, other)
    }

    /// The versions that are not in the range.
    package var complement: VersionRange {
        VersionRange(nodes: nodes.map(\.negated))
    }

    private mutating func join(_ connective: Connective, _ other: VersionRange) {
        let middle = nodes.count
        nodes += other.nodes
        nodes.join(connective, from: 0, and: middle)
    }

    /// Whether `version` is in the range.
    package func contains(_ version: ExtendedVersion) -> Bool {
        var values: [Bool] = []
        for node in nodes {
            switch node {
            case .constant(let value): values.append(value)
            case .comparison(let comparator, let anchor, let isNegated):
                values.append(comparator.holds(version.order(to: anchor)) != isNegated)
            case .flavor(let name, let isNegated): values.append((version.flavor == name) != isNegated)
            case .connective(let connective):
                let right = values.removeLast()
                let left = values.removeLast()
                values.append(connective == .and ? left && right : left || right)
            }
        }
        return values.last ?? false
    }
}

extension VersionRange.Comparator {
    /// - Parameter order: nil for versions without an order.
    func holds(_ order: VersionOrder?) -> Bool {
        switch self {
        case .atLeast: order == .greater || order == .equal
        case .atMost: order == .less || order == .equal
        case .notEqual: order != .equal
        case .equal: order == .equal
        case .less: order == .less
        case .greater: order == .greater
        }
    }
}

extension VersionRange.Node {
    /// The node's part in the negation of the whole.
    var negated: VersionRange.Node {
        switch self {
        case .constant(let value): .constant(!value)
        case .comparison(.equal, let version, _): .comparison(.notEqual, version, isNegated: false)
        case .comparison(.notEqual, let version, _): .comparison(.equal, version, isNegated: false)
        case .comparison(let comparator, let version, let isNegated):
            .comparison(comparator, version, isNegated: !isNegated)
        case .flavor(let name, let isNegated): .flavor(name, isNegated: !isNegated)
        case .connective(let connective): .connective(connective.opposite)
        }
    }
}

extension [VersionRange.Node] {
    /// Joins the expression that ends before `middle` and begins at `start` with the one from `middle` to the end.
    ///
    /// A constant never stays: it decides the whole or leaves the other operand.
    mutating func join(_ connective: VersionRange.Connective, from start: Int, and middle: Int) {
        let deciding = connective == .or
        if count == middle + 1, case .constant(let value) = self[middle] {
            if value == deciding { replaceSubrange(start..., with: [.constant(value)]) } else { removeLast() }
        } else if middle == start + 1, case .constant(let value) = self[start] {
            if value == deciding { removeSubrange(middle...) } else { remove(at: start) }
        } else {
            append(.connective(connective))
        }
    }
}
