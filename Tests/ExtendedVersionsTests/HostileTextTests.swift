import Errors
import ExtendedVersions
import Testing

/// Texts that are made to hurt.
@Suite struct HostileTextTests {
    private static let greatest = VersionLimits.rangeBytes

    @Test(arguments: [
        String(repeating: "1", count: 1 << 20), String(repeating: "1.", count: 1 << 19) + "1:0",
        "1:0-" + String(repeating: "a.", count: 1 << 19), String(repeating: ":", count: 1 << 20),
        "#" + String(repeating: "a", count: 1 << 20) + ":1:0", String(repeating: "9", count: 1000) + ":0",
        "\0:0", "\u{FF11}:0", "1:0\n",
    ])
    func versionsAreRefused(_ text: String) {
        #expect(throws: StartError.self) { try ExtendedVersion(text) }
    }

    @Test(arguments: [
        String(repeating: "(", count: 1 << 20), String(repeating: "!", count: 1 << 20),
        String(repeating: "1 ", count: 1 << 19), String(repeating: "(", count: greatest),
        ">=" + String(repeating: "9", count: 1000), String(repeating: " ", count: greatest),
    ])
    func rangesAreRefused(_ text: String) {
        #expect(throws: StartError.self) { try VersionRange(text) }
    }

    @Test func depthCostsNothing() throws {
        let depth = Self.greatest / 2 - 2
        let nested = String(repeating: "(", count: depth) + "=1" + String(repeating: ")", count: depth)
        #expect(try VersionRange(nested, tail: .refused).description == "=1:0")
        let count = 5000
        let negations = String(repeating: "!(", count: count)
        let closed = negations + "=1" + String(repeating: ")", count: count)
        #expect(try VersionRange(closed, tail: .refused).description == "=1:0")
        // Each of these might be a negation of what follows or nothing: only reading once and for all is fast.
        #expect(try VersionRange(negations).description == "!")
        #expect(try VersionRange(String(repeating: "!", count: Self.greatest)).description == "*")
        let leaning = String(repeating: "#a||(", count: 2700) + "#b" + String(repeating: ")", count: 2700)
        let range = try VersionRange(leaning, tail: .refused)
        #expect(try range.contains(ExtendedVersion("#b:1:0")))
        #expect(range.simplified.description == "(#a) || (#b)")
        #expect(try VersionRange(VersionRange("#a||(#a||(#b))").description).description == "(#a) || ((#a) || (#b))")
    }

    @Test func manyTermsAreDecided() throws {
        func repeated(_ term: (Int) -> String) -> String {
            var text = term(0)
            var index = 1
            while text.utf8.count + 12 < Self.greatest {
                text += "||" + term(index)
                index += 1
            }
            return text
        }
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        let flavors = try VersionRange(repeated { "#\(letters[$0 / 676])\(letters[$0 / 26 % 26])\(letters[$0 % 26])" })
        #expect(flavors.isSatisfiable)
        let points = try VersionRange(repeated { "=\($0)" })
        #expect(try points.contains(ExtendedVersion("1000:0")))
        #expect(points.simplified.description == points.description)
        #expect(!points.intersects(points.complement))
    }

    @Test func messagesAreOneShortLineWhateverTheText() {
        for text in ["a\nb\r\u{2028}\u{85}\"\\", String(repeating: "é", count: 2000), "\u{1B}[31m:0", ""] {
            #expect {
                _ = try ExtendedVersion(text)
            } throws: { error in
                guard let error = error as? StartError, error.code == .parseVersion else { return false }
                return error.message.utf8.count < 1100
                    && error.message.unicodeScalars.allSatisfy { ($0.isASCII && $0.value >= 0x20) || $0 == "…" }
            }
        }
    }
}
