/// Finds what somebody may have meant.
enum Spelling {
    /// The candidate that is most like `word`; nil when none is close: one change in three letters at most.
    static func nearest(to word: String, in candidates: [String]) -> String? {
        let ranked = candidates.map { (word: $0, distance: distance(word, $0)) }.sorted {
            ($0.distance, $0.word) < ($1.distance, $1.word)
        }
        if let best = ranked.first, best.distance <= max(1, word.count / 3) { return best.word }
        // The beginning of exactly one is as good.
        let longer = candidates.filter { $0.hasPrefix(word) }
        return longer.count == 1 && word.count > 1 ? longer.first : nil
    }

    /// The least number of letters to insert, remove, replace, or swap with a neighbour (optimal string alignment).
    static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left.prefix(100))
        let right = Array(right.prefix(100))
        var table = [[Int]](repeating: [Int](repeating: 0, count: right.count + 1), count: left.count + 1)
        for row in 0...left.count { table[row][0] = row }
        for column in 0...right.count { table[0][column] = column }
        for row in 0..<left.count {
            for column in 0..<right.count {
                let replacement = table[row][column] + (left[row] == right[column] ? 0 : 1)
                var best = min(replacement, table[row][column + 1] + 1, table[row + 1][column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, table[row - 1][column - 1] + 1)
                }
                table[row + 1][column + 1] = best
            }
        }
        return table[left.count][right.count]
    }
}
