/// The version of a package: `[#flavor:]upstream:downstream`. Upstream is what its authors count, downstream what the
/// packager counts, and a flavor is another variant of the same package. Format: `docs/formats/exver.md`.
package struct ExtendedVersion: Sendable, Hashable {
    /// `a` to `z`, never empty; nil for the package proper.
    package let flavor: String?
    package let upstream: Version
    package let downstream: Version

    /// - Parameter flavor: Taken as none when it is empty.
    init(flavor: String?, upstream: Version, downstream: Version) {
        self.flavor = flavor?.isEmpty == true ? nil : flavor
        self.upstream = upstream
        self.downstream = downstream
    }

    /// A plain version as ranges see it: no flavor, downstream `0`.
    package init(_ version: Version) {
        self.init(flavor: nil, upstream: version, downstream: .zero)
    }

    /// How `self` stands to `other`; nil when their flavors differ, which have no order among them.
    package func order(to other: ExtendedVersion) -> VersionOrder? {
        flavor == other.flavor ? orderOfNumbers(to: other) : nil
    }

    /// The order within a flavor.
    func orderOfNumbers(to other: ExtendedVersion) -> VersionOrder {
        let order = upstream.order(to: other.upstream)
        return order == .equal ? downstream.order(to: other.downstream) : order
    }

    /// A total order for lists: flavors by name, then what has none; each ascending.
    package static func sortsBefore(_ left: ExtendedVersion, _ right: ExtendedVersion) -> Bool {
        if let order = left.order(to: right) { return order == .less }
        return Self.sortsBefore(flavor: left.flavor, right.flavor)
    }

    static func sortsBefore(flavor left: String?, _ right: String?) -> Bool {
        guard let left else { return false }
        guard let right else { return true }
        return left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}

extension ExtendedVersion: CustomStringConvertible {
    package var description: String {
        let prefix = flavor.map { "#\($0):" } ?? ""
        return "\(prefix)\(upstream):\(downstream)"
    }
}
