import ExtendedVersions
import Testing

@testable import CommandLine

@Suite struct VersionCommandTests {
    @Test(arguments: [
        (["satisfies", "1.5:0", "^1"], "true"), (["satisfies", "#knots:1.5:0", "^1"], "false"),
        (["compare", "1.0:0", "1:0"], "0"), (["compare", "1:0-rc.1", "1:0"], "-1"), (["compare", "2:0", "1:9"], "1"),
        (["compare", "#a:1:0", "1:0"], "none"),
    ])
    func answersOneQuestion(_ arguments: [String], _ answer: String) async throws {
        let home = try TestHome()
        #expect(await home.run(["exver"] + arguments) == 0)
        #expect(home.output == answer + "\n")
    }

    @Test(arguments: [["satisfies", "1", "^1"], ["satisfies", "1:0", "x"], ["compare", "1:0", ""]])
    func whatCannotBeReadIsAnError(_ arguments: [String]) async throws {
        let home = try TestHome()
        #expect(await home.run(["exver"] + arguments) == 14)
        #expect(home.output.isEmpty)
        #expect(home.errors.contains("is not a valid"))
    }

    @Test(arguments: [
        ["satisfies"], ["satisfies", "1:0"], ["satisfies", "-", "^1"], ["compare", "1:0", "1:0", "1:0"],
    ])
    func wrongNumbersOfArgumentsAreRefused(_ arguments: [String]) async throws {
        let home = try TestHome()
        #expect(await home.run(["exver"] + arguments) == 64)
    }

    @Test func answersLineByLine() async throws {
        let home = try TestHome()
        home.input = [Array("1.5:0\t^1\n2:0\t^1\r\n1:0\t".utf8), Array("*\n\n1:0\n1:0\t*\t\nx\t*\n1:0\t=1".utf8)]
        #expect(await home.run("exver", "satisfies", "-") == 0)
        let lines = home.output.split(separator: "\n", omittingEmptySubsequences: false).map { $0.prefix(6) }
        #expect(lines == ["true", "false", "true", "error:", "error:", "error:", "error:", "true", ""])
        home.input = [Array("1:0\t2:0\n".utf8), [0xFF, 0x09, 0x0A], Array("#a:1:0\t1:0".utf8)]
        #expect(await home.run("exver", "compare", "-") == 0)
        #expect(home.output.split(separator: "\n").map { $0.prefix(6) } == ["-1", "error:", "none"])
        home.input = []
        #expect(await home.run("exver", "compare", "-") == 0)
        #expect(home.output.isEmpty)
    }

    @Test func everyLineHasOneAnswerHoweverItArrives() async throws {
        var generator = SystemRandomNumberGenerator()
        let pieces = ["\n", "\r\n", "\t", "1:0", "*", "(", "\u{2028}", "\\", "é", String(repeating: "1", count: 20000)]
        for _ in 0..<20 {
            var text: [UInt8] = []
            for _ in 0..<200 {
                text += (pieces.randomElement(using: &generator) ?? "").utf8
                if Int.random(in: 0..<20, using: &generator) == 0 { text.append(0xC3) }
            }
            let home = try TestHome()
            var rest = text[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...5000, using: &generator)
                home.input.append(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            #expect(await home.run("exver", "satisfies", "-") == 0)
            let feeds = text.count { $0 == 0x0A }
            let expected = feeds + (text.last == 0x0A || text.isEmpty ? 0 : 1)
            let lines = home.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            #expect(lines.count == expected)
            #expect(lines.allSatisfy { $0 == "true" || $0 == "false" || $0.hasPrefix("error: ") })
            #expect(home.output.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "…" || (0x20..<0x7F ~= $0.value) })
        }
    }

    @Test func linesBeyondTheLimitAreDroppedNotKept() {
        var splitter = LineSplitter(limit: 10)
        var lines: [String?] = []
        for piece in ["0123456789\n0123", "4567890", "x\nabc\n", "0123456789a\nend"] {
            splitter.split(Array(piece.utf8)) { lines.append($0.map { String(decoding: $0, as: UTF8.self) }) }
        }
        #expect(lines == ["0123456789", nil, "abc", nil])
        splitter.split([]) { lines.append($0.map { String(decoding: $0, as: UTF8.self) }) }
        #expect(lines.last == "end")
    }
}
