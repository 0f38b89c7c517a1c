/// The words of a range: each is taken whole or not at all.
struct RangeScanner {
    private let bytes: ArraySlice<UInt8>
    var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    var isAtEnd: Bool { position == bytes.endIndex }

    /// How many bytes have been read.
    var offset: Int { position - bytes.startIndex }

    private var next: UInt8? { isAtEnd ? nil : bytes[position] }

    mutating func skipSpaces() {
        while next == ASCII.space { position += 1 }
    }

    mutating func take(_ word: StaticString) -> Bool {
        word.withUTF8Buffer { word in
            guard bytes.endIndex - position >= word.count else { return false }
            for (index, byte) in word.enumerated() where bytes[position + index] != byte { return false }
            position += word.count
            return true
        }
    }

    /// `#name`, where the name may be empty.
    mutating func flavor() -> String? {
        guard take("#") else { return nil }
        let start = position
        skip(ASCII.isLowerCase)
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// `>= #name:1.2:3`; everything but the upstream version may be missing.
    mutating func comparison() -> WrittenComparison? {
        let start = position
        let written = writtenOperator()
        skipSpaces()
        var name: String?
        if next == ASCII.hash {
            name = flavor()
            guard take(":") else { return back(to: start) }
        }
        guard let upstream = version() else { return back(to: start) }
        var downstream: ArraySlice<UInt8>?
        let end = position
        if take(":") {
            downstream = version()
            if downstream == nil { position = end }
        }
        return WrittenComparison(written: written, flavor: name, upstream: upstream, downstream: downstream)
    }

    private mutating func writtenOperator() -> WrittenComparison.Operator {
        if take(">=") { return .comparator(.atLeast) }
        if take("<=") { return .comparator(.atMost) }
        if take("!=") { return .comparator(.notEqual) }
        if take("=") { return .comparator(.equal) }
        if take("<") { return .comparator(.less) }
        if take(">") { return .comparator(.greater) }
        if take("~") { return .tilde }
        _ = take("^")
        return .caret
    }

    /// `1.2.3-beta.1`. Numbers have no zeros before them: `01` is `0`, then `1`.
    private mutating func version() -> ArraySlice<UInt8>? {
        let start = position
        repeat {
            if take("0") { continue }
            guard skip(ASCII.isDigit) else { return back(to: start) }
        } while take(".")
        let end = position
        guard take("-"), skip(ASCII.isSegment) else {
            position = end
            return bytes[start..<end]
        }
        while true {
            let end = position
            guard take("."), skip(ASCII.isSegment) else {
                position = end
                return bytes[start..<end]
            }
        }
    }

    /// Whether anything was skipped.
    @discardableResult
    private mutating func skip(_ isPart: (UInt8) -> Bool) -> Bool {
        let start = position
        while let byte = next, isPart(byte) { position += 1 }
        return position > start
    }

    private mutating func back<Word>(to start: Int) -> Word? {
        position = start
        return nil
    }
}

/// A comparison as it is written; its versions are looked into when it is known to belong to the range.
struct WrittenComparison {
    enum Operator {
        case comparator(VersionRange.Comparator)
        case caret, tilde
    }

    var written: Operator
    var flavor: String?
    var upstream: ArraySlice<UInt8>
    var downstream: ArraySlice<UInt8>?

    func nodes() throws(VersionFault) -> [VersionRange.Node] {
        let upstream = try Version(reading: upstream)
        let anchor = ExtendedVersion(
            flavor: flavor, upstream: upstream,
            downstream: try downstream.map { bytes throws(VersionFault) in try Version(reading: bytes) } ?? .zero)
        let isTilde: Bool
        switch written {
        case .comparator(let comparator): return [.comparison(comparator, anchor, isNegated: false)]
        case .caret: isTilde = false
        case .tilde: isTilde = true
        }
        let end = ExtendedVersion(
            flavor: flavor, upstream: try upstream.end(isTilde: isTilde), downstream: .zero)
        return [
            .comparison(.atLeast, anchor, isNegated: false), .comparison(.less, end, isNegated: false),
            .connective(.and),
        ]
    }
}

extension Version {
    /// The first version that `^` (or `~`) of this one no longer contains: the first number that is not zero counts up,
    /// or the one after it. The prerelease stays.
    fileprivate func end(isTilde: Bool) throws(VersionFault) -> Version {
        let significant = significantNumbers
        let first = significant.firstIndex { $0 != 0 } ?? 0
        let last = isTilde ? first + 1 : first
        let (raised, tooLarge) = (last < significant.count ? significant[last] : 0).addingReportingOverflow(1)
        guard !tooLarge else { throw .overflow }
        return Version(numbers: significant.prefix(last) + [raised], prerelease: prerelease)
    }
}
