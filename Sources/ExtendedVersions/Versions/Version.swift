/// Numbers with an optional prerelease, `1.2.3-beta.1`: versions of the system and of its tools, and each half of an
/// `ExtendedVersion`. Format: `docs/formats/exver.md`.
package struct Version: Sendable {
    /// One part of a prerelease.
    package enum Segment: Hashable, Sendable {
        case number(UInt64)
        /// ASCII letters, digits and `-`, at least one of them no digit.
        case text(String)
    }

    /// At least one.
    package let numbers: [UInt64]
    /// Empty for a release.
    package let prerelease: [Segment]

    /// A release. Without numbers it is `0`.
    package init(_ numbers: [UInt64]) {
        self.init(numbers: numbers, prerelease: [])
    }

    init(numbers: [UInt64], prerelease: [Segment]) {
        self.numbers = numbers.isEmpty ? [0] : numbers
        self.prerelease = prerelease
    }

    /// `0`.
    package static let zero = Version([])

    /// What the order looks at: zeros at the end say nothing.
    var significantNumbers: ArraySlice<UInt64> {
        var end = numbers.count
        while end > 1, numbers[end - 1] == 0 { end -= 1 }
        return numbers[..<end]
    }
}

extension Version: Comparable, Hashable {
    /// How `self` stands to `other`. The order is total.
    package func order(to other: Version) -> VersionOrder {
        for index in 0..<max(numbers.count, other.numbers.count) {
            let left = index < numbers.count ? numbers[index] : 0
            let right = index < other.numbers.count ? other.numbers[index] : 0
            if left != right { return left < right ? .less : .greater }
        }
        if prerelease.isEmpty || other.prerelease.isEmpty {
            // A release comes after what led to it.
            return VersionOrder(other.prerelease.count.signum() - prerelease.count.signum())
        }
        for (left, right) in zip(prerelease, other.prerelease) where left != right {
            return left.precedes(right) ? .less : .greater
        }
        return VersionOrder(prerelease.count - other.prerelease.count)
    }

    package static func < (left: Version, right: Version) -> Bool {
        left.order(to: right) == .less
    }

    package static func == (left: Version, right: Version) -> Bool {
        left.order(to: right) == .equal
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(significantNumbers)
        hasher.combine(prerelease)
    }
}

extension Version.Segment {
    /// Numbers come before texts; texts are ASCII and compared by bytes.
    func precedes(_ other: Version.Segment) -> Bool {
        switch (self, other) {
        case (.number(let left), .number(let right)): left < right
        case (.number, .text): true
        case (.text, .number): false
        case (.text(let left), .text(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
        }
    }
}

extension Version: CustomStringConvertible {
    package var description: String {
        var text = numbers.map(String.init).joined(separator: ".")
        for (index, segment) in prerelease.enumerated() {
            text += index == 0 ? "-" : "."
            switch segment {
            case .number(let number): text += String(number)
            case .text(let word): text += word
            }
        }
        return text
    }
}
