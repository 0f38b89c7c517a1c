import JSONValues
import Testing

@testable import ServiceDescriptions

@Suite("Texts that are no descriptions")
struct HostileTextTests {
    static let texts: [(name: String, text: String, words: String)] = [
        ("nothing", "", "empty"),
        ("comments", "# nothing\n", "empty"),
        ("a scalar", "hello", "must be a mapping"),
        ("a list", "- a\n- b\n", "must be a mapping"),
        ("two documents", "id: a\n---\nid: b\n", "another document"),
        ("too large", "# " + String(repeating: "x", count: 300_000), "larger than"),
        ("deep brackets", "id: " + String(repeating: "[", count: 10_000), "nested too deeply"),
        ("deep braces over lines", String(repeating: "{a:\n", count: 10_000), "nested too deeply"),
        ("deep dashes", String(repeating: "- ", count: 10_000), "nested too deeply"),
        (
            "deep indentation", (0..<500).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
            "nested too deeply"
        ),
        ("an undefined alias", "id: *nothing\n", "undefined alias"),
        ("a control character", "id: a\u{1}b\n", "no YAML"),
        ("a binary file", "\u{0}\u{1}\u{2}", "no YAML"),
        ("a tag", "id: !!python/object:os.system ls\n", "leave tags out"),
    ]

    @Test("are refused with a reason", arguments: texts.indices)
    func refused(_ index: Int) {
        let (name, text, words) = Self.texts[index]
        let report = ServiceDescription.check(text).mistakes.report(file: "service.yaml", text: text)
        #expect(report.contains(words), "\(name): \(report)")
        #expect(report.utf8.count < 20_000)
    }

    /// Ten aliases on each of ten levels: ten thousand million values.
    @Test("aliases of aliases are refused, as values and as keys")
    func aliasBombs() {
        var bomb = "a0: &a0 [x, x]\n"
        for level in 1...9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            bomb += "a\(level): &a\(level) [\(aliases)]\n"
        }
        for text in [bomb, bomb + "? *a9\n: x\n"] {
            #expect(ServiceDescription.check(text).mistakes.contains { $0.message.contains("too many anchors") })
        }
        // Few enough to be composed, still too many to be followed.
        var small = "id: x\nsatisfies: &s0 [1:0, 1:0, 1:0, 1:0]\nvolumes:\n"
        for level in 1...7 {
            small += "  v\(level): &s\(level) [*s\(level - 1), *s\(level - 1), *s\(level - 1), *s\(level - 1)]\n"
        }
        #expect(!ServiceDescription.check(small).mistakes.isEmpty)
    }

    @Test("an anchor and its alias may be used")
    func anchors() throws {
        let text = MistakeCase.base.replacing("{/data: data}", with: "&mounts {/data: data}")
            .replacing("    requires: [web]", with: "    requires: [web]\n    mounts: *mounts")
        let program = try ServiceDescription(parsing: text).program
        #expect(program["daemons"]?[1]?["program"]?["mounts"] == program["daemons"]?[0]?["program"]?["mounts"])
    }

    @Test("a text cut off anywhere is refused or read, never a crash")
    func truncated() throws {
        let base = Array(MistakeCase.base.utf8)
        var refused = 0
        for count in base.indices {
            let text = String(decoding: base[..<count], as: UTF8.self)
            if ServiceDescription.check(text).mistakes.isEmpty {
                #expect(try ServiceDescription(parsing: text).manifest["id"] == "hello")
            } else {
                refused += 1
            }
        }
        #expect(refused > base.count / 2)
    }
}
