package import Errors

extension VersionRange {
    /// What happens to text after the end of a range, such as `junk` in `1.0 junk`.
    package enum Tail: Sendable {
        /// It is passed over, as the original does: ranges in packages and registries may have one.
        case ignored
        /// It is an error: for what somebody writes now.
        case refused
    }

    /// Reads a range.
    ///
    /// - Throws: `parseVersion`.
    package init(_ text: String, tail: Tail = .ignored) throws(StartError) {
        try self.init(utf8: Array(text.utf8)[...], tail: tail)
    }

    /// Reads a range from UTF-8.
    ///
    /// - Throws: `parseVersion`.
    package init(utf8 bytes: ArraySlice<UInt8>, tail: Tail = .ignored) throws(StartError) {
        do throws(VersionFault) {
            guard bytes.count <= VersionLimits.rangeBytes else {
                throw .tooLong(limit: VersionLimits.rangeBytes)
            }
            var parser = RangeParser(bytes)
            let nodes = try parser.range(tail)
            self.init(nodes: nodes)
        } catch {
            throw error.startError(in: bytes, "version range")
        }
    }
}

/// Reads ranges in one pass without recursion.
///
/// The grammar is one of ordered choices: what cannot be continued ends where it last made sense. A parenthesis that is
/// not closed takes back everything since the outermost open one, because none of those around it can be closed then.
/// So nothing is ever read more than twice.
struct RangeParser {
    /// An expression under way: the whole, or what stands in parentheses.
    private struct Frame {
        /// The index of its first node.
        let start: Int
        /// Whether negations around it make each term, and `&&` and `||`, its opposite.
        let isNegated: Bool
        /// Where to go on if the parenthesis turns out not to be one.
        let opening: Opening
        /// The last `&&` or `||` written in it; it is repeated where none is written.
        var connective = VersionRange.Connective.and
        /// What joins the operand that comes next.
        var next: VersionRange.Connective?
        /// The end of the last operand; nil before the first.
        var end: Int?
    }

    /// The negations before an operand.
    private struct Opening {
        var negations = 0
        /// The byte after the last of them.
        var end = 0
    }

    private enum Operand {
        /// Its nodes have been appended.
        case value
        case parenthesis(Opening)
        case missing
    }

    private var scanner: RangeScanner
    private var nodes: [VersionRange.Node] = []
    private var frames: [Frame] = []
    /// What is wrong with the meaning of the text so far, and where: no error if that part is taken back.
    private var fault: (position: Int, fault: VersionFault)?

    init(_ bytes: ArraySlice<UInt8>) {
        scanner = RangeScanner(bytes)
    }

    /// The nodes of the range.
    mutating func range(_ tail: VersionRange.Tail) throws(VersionFault) -> [VersionRange.Node] {
        frames = [Frame(start: 0, isNegated: false, opening: Opening())]
        var isComplete = false
        while !isComplete {
            let start = nodes.count
            switch operand() {
            case .parenthesis(let opening):
                frames.append(Frame(start: start, isNegated: isNegated(opening), opening: opening))
                scanner.skipSpaces()
            case .value: take(operandFrom: start)
            case .missing: isComplete = try !takeBackParentheses()
            }
        }
        scanner.skipSpaces()
        if case .refused = tail, !scanner.isAtEnd { throw .unexpected(at: scanner.offset) }
        if let fault { throw fault.fault }
        return nodes
    }

    private var isNegated: Bool { frames[frames.count - 1].isNegated }

    /// Joins the operand whose nodes begin at `start` to what stands before it, and closes the parentheses that end here.
    private mutating func take(operandFrom start: Int) {
        var start = start
        while true {
            let index = frames.count - 1
            let frame = frames[index]
            if frame.end != nil {
                let connective = frame.next ?? frame.connective
                frames[index].connective = connective
                nodes.join(frame.isNegated ? connective.opposite : connective, from: frame.start, and: start)
            }
            frames[index].end = scanner.position
            scanner.skipSpaces()
            guard index > 0, scanner.take(")") else { break }
            start = frame.start
            frames.removeLast()
        }
        frames[frames.count - 1].next = scanner.take("||") ? .or : scanner.take("&&") ? .and : nil
        scanner.skipSpaces()
    }

    /// Goes on where an operand is missing.
    ///
    /// - Returns: Whether another one may follow; otherwise the range ends at its last operand.
    private mutating func takeBackParentheses() throws(VersionFault) -> Bool {
        if frames.count > 1 {
            let opening = frames[1].opening
            nodes.removeSubrange(frames[1].start...)
            frames.removeSubrange(1...)
            takeBack(to: opening.end)
            if opening.negations > 0 {
                let start = nodes.count
                appendNone(after: opening)
                take(operandFrom: start)
                return true
            }
        }
        guard let end = frames[0].end else { throw .unexpected(at: scanner.offset) }
        takeBack(to: end)
        return false
    }

    private mutating func takeBack(to position: Int) {
        scanner.position = position
        if let found = fault, found.position >= position { fault = nil }
    }

    private mutating func operand() -> Operand {
        var opening = Opening(end: scanner.position)
        while true {
            if scanner.take("(") { return .parenthesis(opening) }
            let start = scanner.position
            if let comparison = scanner.comparison() {
                append(comparison, isNegated: isNegated(opening), at: start)
                return .value
            }
            if scanner.take("*") {
                nodes.append(.constant(!isNegated(opening)))
                return .value
            }
            if let name = scanner.flavor() {
                nodes.append(.flavor(name.isEmpty ? nil : name, isNegated: isNegated(opening)))
                return .value
            }
            guard scanner.take("!") else { break }
            opening.negations += 1
            opening.end = scanner.position
            scanner.skipSpaces()
        }
        guard opening.negations > 0 else { return .missing }
        appendNone(after: opening)
        return .value
    }

    /// The last `!` has nothing to negate: it is the range without versions, and those before it negate it.
    private mutating func appendNone(after opening: Opening) {
        scanner.position = opening.end
        nodes.append(.constant(!isNegated(opening)))
    }

    /// Whether an operand after `opening` counts as its opposite.
    private func isNegated(_ opening: Opening) -> Bool {
        isNegated != !opening.negations.isMultiple(of: 2)
    }

    private mutating func append(_ comparison: WrittenComparison, isNegated: Bool, at position: Int) {
        let start = nodes.count
        do throws(VersionFault) {
            nodes += try comparison.nodes()
        } catch {
            if fault == nil { fault = (position, error) }
            nodes.append(.constant(false))
        }
        if isNegated {
            for index in start..<nodes.count { nodes[index] = nodes[index].negated }
        }
    }
}
