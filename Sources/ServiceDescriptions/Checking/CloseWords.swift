/// Finding the word that somebody probably meant.
enum CloseWords {
    /// The one of `words` that is nearest to `word`, if it is near enough to be meant.
    static func nearest(to word: String, in words: some Sequence<String>) -> String? {
        let folded = word.lowercased()
        let ranked = words.map { ($0, distance(folded, $0.lowercased())) }
        guard let best = ranked.min(by: { ($0.1, $0.0) < ($1.1, $1.0) }) else { return nil }
        return best.1 <= max(1, min(word.count, best.0.count) / 3) ? best.0 : nil
    }

    /// How many characters must be inserted, left out, replaced or swapped with their neighbour (optimal string alignment).
    private static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left.unicodeScalars.prefix(64))
        let right = Array(right.unicodeScalars.prefix(64))
        var rows = [Array(0...right.count)]
        for (i, a) in left.enumerated() {
            var row = [i + 1]
            for (j, b) in right.enumerated() {
                var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a == b ? 0 : 1))
                if i > 0, j > 0, a == right[j - 1], left[i - 1] == b { best = min(best, rows[i - 1][j - 1] + 1) }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}
