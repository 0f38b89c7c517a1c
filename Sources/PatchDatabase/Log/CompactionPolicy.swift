/// When the log is replaced by a whole document: once the changes take more than `factor` times the document's own
/// length, and more than `minimum` bytes.
package struct CompactionPolicy: Sendable {
    package var minimum: Int64
    package var factor: Int64

    package init(minimum: Int64 = 1 << 20, factor: Int64 = 2) {
        self.minimum = minimum
        self.factor = factor
    }

    func threshold(documentLength: Int64) -> Int64 {
        max(minimum, documentLength * factor)
    }
}
