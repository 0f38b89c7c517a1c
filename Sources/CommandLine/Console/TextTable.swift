/// Columns of text under headings, two spaces apart.
struct TextTable {
    enum Alignment {
        case left, right
    }

    struct Column: ExpressibleByStringLiteral {
        let heading: String
        let alignment: Alignment

        init(_ heading: String, _ alignment: Alignment = .left) {
            self.heading = heading
            self.alignment = alignment
        }

        init(stringLiteral heading: String) {
            self.init(heading)
        }
    }

    /// No column is made narrower than this to fit a terminal.
    private static let leastWidth = 8

    let columns: [Column]
    private(set) var rows: [[String]] = []

    init(_ columns: Column...) {
        self.columns = columns
    }

    /// Cells of strangers' text are cleaned: they are lines of their own nowhere.
    mutating func add(_ cells: String...) {
        rows.append(cells.map { TerminalText.clean($0, keeping: "") })
    }

    /// - Parameter limit: The columns of the terminal; the widest cells are cut to fit. nil: nothing is cut.
    func text(within limit: Int? = nil) -> String {
        let all = [columns.map(\.heading)] + rows
        var widths = columns.indices.map { column in all.map { TerminalText.width($0[column]) }.max() ?? 0 }
        if let limit { Self.shrink(&widths, to: limit - 2 * (columns.count - 1)) }
        return all.map { row in
            let cells = row.enumerated().map { index, cell in
                let cell = limit == nil ? cell : TerminalText.truncated(cell, to: widths[index])
                let space = String(repeating: " ", count: max(0, widths[index] - TerminalText.width(cell)))
                if columns[index].alignment == .right { return space + cell }
                return index == columns.count - 1 ? cell : cell + space
            }
            return cells.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    /// Takes from the widest columns until all fit.
    private static func shrink(_ widths: inout [Int], to total: Int) {
        while widths.reduce(0, +) > total, let widest = widths.indices.max(by: { widths[$0] < widths[$1] }),
            widths[widest] > leastWidth
        {
            widths[widest] -= 1
        }
    }
}
