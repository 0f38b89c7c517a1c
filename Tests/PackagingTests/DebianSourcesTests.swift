import Testing

@testable import Packaging

@Suite("Where Debian's packages come from")
struct DebianSourcesTests {
    @Test(
        arguments: [
            ("trixie", "", []),
            ("trixie", "Other|http://other.example/", []),
            (
                "trixie", "Other|http://other.example/\nDebian|http://mirror.example/debian/",
                [
                    "deb http://mirror.example/debian/ trixie main",
                    "deb http://mirror.example/debian/ trixie-updates main",
                ]
            ),
            (
                "trixie", "Debian|http://mirror.example/debian/\nDebian-Security|http://mirror.example/security/",
                [
                    "deb http://mirror.example/debian/ trixie main",
                    "deb http://mirror.example/debian/ trixie-updates main",
                    "deb http://mirror.example/security/ trixie-security main",
                ]
            ),
            ("sid", "Debian|http://mirror.example/debian/", ["deb http://mirror.example/debian/ sid main"]),
        ] as [(String, String, [String])])
    func sources(_ suite: String, _ targets: String, _ expected: [String]) {
        #expect(DebianSources.sources(of: suite, targets: targets) == expected)
    }
}
