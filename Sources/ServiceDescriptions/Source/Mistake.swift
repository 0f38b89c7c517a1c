/// A mistake in a service description, and where it stands.
package struct Mistake: Hashable, Sendable {
    /// From 1.
    package let line: Int
    /// From 1, in Unicode scalars.
    package let column: Int
    /// What is wrong and what to do about it, without the place.
    package let message: String

    init(at place: Place, _ message: String) {
        line = place.line
        column = place.column
        self.message = message
    }
}

/// A place in the text, both from 1; columns count Unicode scalars.
struct Place: Hashable, Comparable, Sendable {
    var line: Int
    var column: Int

    static let start = Place(line: 1, column: 1)

    static func < (left: Place, right: Place) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

extension [Mistake] {
    /// All mistakes in the order of the file: `name:line:column: message`, the line, and a caret below the place.
    package func report(file name: String, text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let ordered = sorted { ($0.line, $0.column, $0.message) < ($1.line, $1.column, $1.message) }
        return ordered.map { $0.report(file: name, lines: lines) }.joined(separator: "\n")
    }
}

extension Mistake {
    private static let widestLine = 120

    fileprivate func report(file name: String, lines: [Substring]) -> String {
        let head = "\(name):\(line):\(column): \(message)"
        guard lines.indices.contains(line - 1) else { return head }
        let scalars = lines[line - 1].unicodeScalars.prefix { $0 != "\r" }
        guard scalars.count <= Self.widestLine else { return head }
        let shown = String(
            String.UnicodeScalarView(scalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
        let number = String(line)
        let margin = String(repeating: " ", count: max(0, 5 - number.count)) + number
        let blank = String(repeating: " ", count: margin.count)
        return """
            \(head)
            \(margin) | \(shown)
            \(blank) | \(String(repeating: " ", count: min(column, Self.widestLine) - 1))^
            """
    }
}
