/// How one version stands to another.
package enum VersionOrder: Int, Sendable {
    case less = -1
    case equal = 0
    case greater = 1

    /// The sign of `difference`.
    init(_ difference: Int) {
        self = difference < 0 ? .less : difference > 0 ? .greater : .equal
    }
}
