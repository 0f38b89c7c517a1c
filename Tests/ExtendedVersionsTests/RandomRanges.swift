import ExtendedVersions

/// A range whose meaning is worked out here a second time, step by step as the words say.
indirect enum WrittenRange {
    case any, none
    case comparison(VersionRange.Comparator, String)
    case flavor(String?)
    case not(WrittenRange)
    case and(WrittenRange, WrittenRange)
    case or(WrittenRange, WrittenRange)

    static func random(_ depth: Int, _ generator: inout SplitMix) -> WrittenRange {
        switch depth == 0 ? Int.random(in: 0..<8, using: &generator) : Int.random(in: 0..<16, using: &generator) {
        case 0: .any
        case 1: .none
        case 2: .flavor(["a", "b", nil].randomElement(using: &generator) ?? nil)
        case 3..<8:
            .comparison(
                VersionRange.Comparator.allCases.randomElement(using: &generator) ?? .equal,
                RandomVersions.texts.randomElement(using: &generator) ?? "1:0")
        case 8..<10: .not(random(depth - 1, &generator))
        case 10..<13: .and(random(depth - 1, &generator), random(depth - 1, &generator))
        default: .or(random(depth - 1, &generator), random(depth - 1, &generator))
        }
    }

    var text: String {
        switch self {
        case .any: "*"
        case .none: "!"
        case .comparison(let comparator, let version): "\(comparator.rawValue)\(version)"
        case .flavor(let name): "#\(name ?? "")"
        case .not(let range): "!(\(range.text))"
        case .and(let left, let right): "(\(left.text)) && (\(right.text))"
        case .or(let left, let right): "(\(left.text)) || (\(right.text))"
        }
    }

    func contains(_ version: ExtendedVersion) throws -> Bool {
        switch self {
        case .any: return true
        case .none: return false
        case .flavor(let name): return version.flavor == name
        case .not(let range): return try !range.contains(version)
        case .and(let left, let right): return try left.contains(version) && right.contains(version)
        case .or(let left, let right): return try left.contains(version) || right.contains(version)
        case .comparison(let comparator, let text):
            let other = try ExtendedVersion(text)
            guard version.flavor == other.flavor else { return comparator == .notEqual }
            let isBelow = ExtendedVersion.sortsBefore(version, other)
            let isAbove = ExtendedVersion.sortsBefore(other, version)
            switch comparator {
            case .atLeast: return !isBelow
            case .atMost: return !isAbove
            case .less: return isBelow
            case .greater: return isAbove
            case .equal: return !isBelow && !isAbove
            case .notEqual: return isBelow || isAbove
            }
        }
    }
}

enum RandomVersions {
    /// What ranges name, some of it in several spellings.
    static let texts: [String] = {
        let upstreams = ["0", "0.0.1", "1-rc.1", "1-rc.2", "1-rc", "1", "1.0.0", "1.0.1", "1.2", "2-a", "2", "10"]
        let downstreams = ["0", "0.1", "1-x", "1"]
        return ["", "#a:", "#b:", "#c:"].flatMap { flavor in
            upstreams.flatMap { upstream in downstreams.map { "\(flavor)\(upstream):\($0)" } }
        }
    }()
}

/// A generator that gives the same numbers each time.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
