extension VersionRange: CustomStringConvertible {
    /// The canonical text. Reading it gives an equivalent range.
    package var description: String {
        let starts = expressionStarts
        var text = ""
        // What is still to be written, the last first.
        var pending: [Piece] = [.expression(end: nodes.count - 1, isInner: false)]
        while let piece = pending.popLast() {
            switch piece {
            case .text(let word): text += word
            case .expression(let end, let isInner):
                guard isInner, nodes[end].needsParentheses else {
                    if case .connective(let connective) = nodes[end] {
                        pending.append(.expression(end: end - 1, isInner: true))
                        pending.append(.text(connective == .and ? " " : " || "))
                        pending.append(.expression(end: starts[end - 1] - 1, isInner: true))
                    } else {
                        text += nodes[end].term
                    }
                    continue
                }
                text += "("
                pending.append(.text(")"))
                pending.append(.expression(end: end, isInner: false))
            }
        }
        return text
    }

    private enum Piece {
        case text(String)
        /// The expression whose last node is the one at `end`.
        case expression(end: Int, isInner: Bool)
    }

    /// For each node the index of the first one of the expression that it ends.
    private var expressionStarts: [Int] {
        var starts: [Int] = []
        starts.reserveCapacity(nodes.count)
        for (index, node) in nodes.enumerated() {
            if case .connective = node {
                // The right operand ends before the connective, the left one before the right one.
                let right = starts[index - 1]
                starts.append(starts[right - 1])
            } else {
                starts.append(index)
            }
        }
        return starts
    }
}

extension VersionRange.Node {
    fileprivate var needsParentheses: Bool {
        switch self {
        case .constant, .comparison(_, _, isNegated: false): false
        default: true
        }
    }

    /// The text of a node without operands.
    fileprivate var term: String {
        switch self {
        case .constant(let value): value ? "*" : "!"
        case .comparison(let comparator, let version, let isNegated):
            "\(isNegated ? "!" : "")\(comparator.rawValue)\(version)"
        case .flavor(let name, let isNegated): isNegated ? "!(#\(name ?? ""))" : "#\(name ?? "")"
        case .connective: ""
        }
    }
}
