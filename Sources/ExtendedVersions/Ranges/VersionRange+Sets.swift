extension VersionRange {
    /// Whether there can be a version in the range.
    package var isSatisfiable: Bool {
        let sets = FlavorSets(self)
        return sets.elsewhere || sets.flavors.contains { !$0.line.isEmpty }
    }

    /// Whether there can be a version in both ranges.
    package func intersects(_ other: VersionRange) -> Bool {
        intersection(other).isSatisfiable
    }

    /// Whether both contain the same versions.
    package func isEquivalent(to other: VersionRange) -> Bool {
        !intersects(other.complement) && !other.intersects(complement)
    }

    /// The same versions in a few words: what stands twice, excludes itself or touches is put together, flavors are
    /// sorted, versions ascend. Equivalent ranges have the same simplified form, but for how versions are spelt.
    package var simplified: VersionRange {
        let sets = FlavorSets(self)
        return sets.elsewhere ? sets.range(isComplement: true).complement : sets.range(isComplement: false)
    }
}

/// A range by flavor: what it contains of each that it names, and whether it contains all others.
private struct FlavorSets {
    struct Flavor {
        var name: String?
        /// The versions that the range names, each once, ascending.
        var versions: [ExtendedVersion] = []
        var line = VersionLine.all(false)
    }

    /// A node with numbers for what it names: that of its flavor, and that of its version among those of the flavor.
    private enum Step {
        case constant(Bool)
        case comparison(VersionRange.Comparator, flavor: Int, rank: Int, isNegated: Bool)
        case flavor(Int, isNegated: Bool)
        case connective(VersionRange.Connective)
    }

    /// By name; what has no flavor is always among them.
    var flavors: [Flavor]
    var elsewhere = false

    init(_ range: VersionRange) {
        let names = range.nodes.reduce(into: Set<String?>([nil])) { names, node in
            if let name = node.flavor { names.insert(name) }
        }
        flavors = names.sorted(by: ExtendedVersion.sortsBefore(flavor:_:)).map { Flavor(name: $0) }
        let steps = steps(range.nodes)
        elsewhere = Self.line(of: flavors.count, steps).beginsInside
        for index in flavors.indices { flavors[index].line = Self.line(of: index, steps) }
    }

    private mutating func steps(_ nodes: [VersionRange.Node]) -> [Step] {
        let numbers = Dictionary(uniqueKeysWithValues: flavors.enumerated().map { ($1.name, $0) })
        var steps = nodes.map { node -> Step in
            switch node {
            case .constant(let value): .constant(value)
            case .comparison(let comparator, let version, let isNegated):
                .comparison(comparator, flavor: numbers[version.flavor] ?? 0, rank: 0, isNegated: isNegated)
            case .flavor(let name, let isNegated): .flavor(numbers[name] ?? 0, isNegated: isNegated)
            case .connective(let connective): .connective(connective)
            }
        }
        let named = nodes.enumerated().compactMap { index, node in node.version.map { (index: index, version: $0) } }
        for (index, version) in named.sorted(by: { ExtendedVersion.sortsBefore($0.version, $1.version) }) {
            guard case .comparison(let comparator, let flavor, _, let isNegated) = steps[index] else { continue }
            if flavors[flavor].versions.last != version { flavors[flavor].versions.append(version) }
            let rank = flavors[flavor].versions.count - 1
            steps[index] = .comparison(comparator, flavor: flavor, rank: rank, isNegated: isNegated)
        }
        return steps
    }

    /// What the expression contains of a flavor; a number that no flavor has stands for those that are not named.
    private static func line(of home: Int, _ steps: [Step]) -> VersionLine {
        var lines: [VersionLine] = []
        for step in steps {
            switch step {
            case .constant(let value): lines.append(.all(value))
            case .comparison(let comparator, let flavor, let rank, let isNegated):
                let line =
                    flavor == home ? VersionLine(comparator, rank: rank) : .all(comparator.holds(nil))
                lines.append(isNegated ? line.complement : line)
            case .flavor(let flavor, let isNegated): lines.append(.all((flavor == home) != isNegated))
            case .connective(let connective):
                let right = lines.removeLast()
                let left = lines.removeLast()
                lines.append(left.joined(connective, right))
            }
        }
        return lines.last ?? .all(false)
    }

    /// The sets, or what is outside of them, as a range; flavors without a name are left out.
    func range(isComplement: Bool) -> VersionRange {
        var result = VersionRange.none
        for flavor in flavors {
            let line = isComplement ? flavor.line.complement : flavor.line
            if line == .all(true) {
                result.formUnion(.flavor(flavor.name))
            } else {
                for interval in line.intervals(of: flavor.versions) { result.formUnion(interval) }
            }
        }
        return result
    }
}

extension VersionLine {
    fileprivate func intervals(of versions: [ExtendedVersion]) -> [VersionRange] {
        var ends: [Int?] = places.map { $0 }
        if beginsInside { ends.insert(nil, at: 0) }
        if !ends.count.isMultiple(of: 2) { ends.append(nil) }
        return stride(from: 0, to: ends.count, by: 2).map { index in
            interval(from: ends[index], to: ends[index + 1], of: versions)
        }
    }

    private func interval(from first: Int?, to last: Int?, of versions: [ExtendedVersion]) -> VersionRange {
        if let first, let last, last == first + 1, first.isMultiple(of: 2) {
            return .comparison(.equal, versions[first / 2])
        }
        var range = VersionRange.any
        if let first {
            range = .comparison(first.isMultiple(of: 2) ? .atLeast : .greater, versions[first / 2])
        }
        if let last {
            let end = VersionRange.comparison(last.isMultiple(of: 2) ? .less : .atMost, versions[last / 2])
            range = range.intersection(end)
        }
        return range
    }
}

extension VersionRange.Node {
    fileprivate var version: ExtendedVersion? {
        if case .comparison(_, let version, _) = self { version } else { nil }
    }

    /// The flavor that the node names, where none is one as well; nil for nodes that name nothing.
    fileprivate var flavor: String?? {
        switch self {
        case .comparison(_, let version, _): .some(version.flavor)
        case .flavor(let name, _): .some(name)
        default: .none
        }
    }
}
