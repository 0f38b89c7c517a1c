import JSONValues

extension JSON {
    /// Whether this, a wish for a configuration, is met by the whole configuration `whole`.
    ///
    /// Objects: every member that is wished for is met; one wished to be null may also be absent. Arrays: every element
    /// wished for is met by some element. All else: equal, numbers by their value.
    func isPart(of whole: JSON?) -> Bool {
        switch (self, whole) {
        case (.null, nil), (.null, .null?): true
        case (.object(let wished), .object(let members)?):
            wished.allSatisfy { $0.value.isPart(of: members[$0.key]) }
        case (.array(let wished), .array(let elements)?):
            wished.allSatisfy { wish in elements.contains { wish.isPart(of: $0) } }
        case (_, let whole?): self == whole || double.map { $0 == whole.double } ?? false
        case (_, nil): false
        }
    }
}
