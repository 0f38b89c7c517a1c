@testable import ServiceManager
import Testing

@Suite("Versions of the conversation with a runtime")
struct RuntimeProtocolTests {
    @Test(
        "both speak the newest version that both know, if there is one",
        arguments: [
            (1...1, 1...1, 1), (1...2, 1...1, 1), (1...1, 1...3, 1), (2...4, 3...5, 4), (2...2, 1...1, nil),
            (1...1, 2...3, nil),
        ] as [(ClosedRange<Int>, ClosedRange<Int>, Int?)])
    func common(_ row: (own: ClosedRange<Int>, other: ClosedRange<Int>, common: Int?)) {
        let own = RuntimeProtocol(oldest: row.own.lowerBound, newest: row.own.upperBound)
        let other = RuntimeProtocol(oldest: row.other.lowerBound, newest: row.other.upperBound)
        #expect(own.common(with: other) == row.common)
        #expect(other.common(with: own) == row.common)
    }
}
