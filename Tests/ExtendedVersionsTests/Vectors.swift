import Foundation
import Testing

/// The vectors that every implementation of the repository is held against.
enum Vectors {
    struct Row: Sendable, CustomTestStringConvertible {
        let line: Int
        let columns: [String]

        var testDescription: String { "line \(line): \(columns.joined(separator: " | "))" }
    }

    /// The rows of one kind without its name.
    static func rows(_ kind: String) throws -> [Row] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Vectors/exver.tsv")
        let lines = try String(contentsOf: file, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        let rows = lines.enumerated().compactMap { index, line -> Row? in
            guard !line.isEmpty, !line.hasPrefix(";") else { return nil }
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard columns.first.map(String.init) == kind else { return nil }
            return Row(
                line: index + 1, columns: columns.dropFirst().map { $0.replacingOccurrences(of: "\\t", with: "\t") })
        }
        try #require(!rows.isEmpty, "there are no vectors of the kind \(kind)")
        return rows
    }
}
